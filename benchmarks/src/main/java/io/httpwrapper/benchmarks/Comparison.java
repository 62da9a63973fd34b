package io.httpwrapper.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pairs of measurements, each taken in one round, and the table that they make. Not
 * thread-safe.
 */
final class Comparison {

	private static final String ROW = "%-34s %12.1f %12.1f %12.1f%n";

	private static final String RATIO_ROW = "%-34s %12.3f %12.3f %12.3f%n";

	private final String what;

	private final String baseName;

	private final String otherName;

	private final List<Double> base = new ArrayList<>();

	private final List<Double> other = new ArrayList<>();

	private final List<Double> ratios = new ArrayList<>();

	/**
	 * Starts without measurements.
	 * @param what what is measured, with its unit
	 * @param baseName what is compared with
	 * @param otherName what is compared
	 */
	Comparison(String what, String baseName, String otherName) {
		this.what = what;
		this.baseName = baseName;
		this.otherName = otherName;
	}

	/** Adds the two measurements of one round, {@code base} not zero. */
	void add(double base, double other) {
		this.base.add(base);
		this.other.add(other);
		this.ratios.add(other / base);
	}

	/**
	 * The table, and below it the ratio of the two medians.
	 * @param target what the ratio should be, in words
	 */
	String table(String target) {
		StringBuilder table = new StringBuilder();
		table.append(String.format(Locale.ROOT, "%-34s %12s %12s %12s%n", this.what, "median", "min", "max"));
		table.append(row(ROW, this.baseName, this.base));
		table.append(row(ROW, this.otherName, this.other));
		table.append(row(RATIO_ROW, this.otherName + " / " + this.baseName + ", by round", this.ratios));
		table.append(String.format(Locale.ROOT, "ratio of the medians: %.3f (target: %s)%n",
				median(this.other) / median(this.base), target));
		return table.toString();
	}

	private static String row(String format, String name, List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		return String.format(Locale.ROOT, format, name, median(values), sorted.get(0), sorted.get(sorted.size() - 1));
	}

	private static double median(List<Double> values) {
		List<Double> sorted = values.stream().sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

}
