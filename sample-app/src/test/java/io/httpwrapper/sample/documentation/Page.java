package io.httpwrapper.sample.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, read as far as its promises can be checked.
 *
 * @param path relative to the root of the project
 * @param blocks the fenced blocks
 * @param text the lines outside of the blocks, in their order
 */
record Page(Path path, List<Block> blocks, List<Line> text) {

	/** The tests run in the module's directory. */
	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	/** README.md, its neighbours, and all below docs. */
	static List<Page> all() {
		return Stream.concat(markdown(ROOT, 1), markdown(ROOT.resolve("docs"), Integer.MAX_VALUE))
			.map(Page::read)
			.toList();
	}

	private static Stream<Path> markdown(Path directory, int depth) {
		try (Stream<Path> files = Files.walk(directory, depth)) {
			return files.filter((file) -> file.toString().endsWith(".md")).sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Page read(Path file) {
		List<Block> blocks = new ArrayList<>();
		List<Line> text = new ArrayList<>();
		Path path = ROOT.relativize(file);
		List<String> lines = lines(file);
		for (int at = 0; at < lines.size(); at++) {
			if (!lines.get(at).startsWith("```")) {
				text.add(new Line(at + 1, lines.get(at)));
				continue;
			}
			int end = at + 1;
			while (!lines.get(end).startsWith("```")) {
				end++;
			}
			blocks.add(new Block(path + ":" + (at + 1), lines.get(at).substring(3).trim(),
					String.join("\n", lines.subList(at + 1, end))));
			at = end;
		}
		return new Page(path, blocks, text);
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The headings of one level, without their marks. */
	List<String> headings(String marks) {
		return this.text.stream()
			.map(Line::text)
			.filter((line) -> line.startsWith(marks + " "))
			.map((line) -> line.substring(marks.length()).trim())
			.toList();
	}

	/** The names under which a link finds the headings, as GitHub makes them. */
	List<String> anchors() {
		Map<String, Integer> seen = new HashMap<>();
		return Stream.of("#", "##", "###", "####")
			.flatMap((marks) -> headings(marks).stream())
			.map((heading) -> heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-'))
			.map((anchor) -> (seen.merge(anchor, 1, Integer::sum) > 1) ? anchor + "-" + (seen.get(anchor) - 1) : anchor)
			.toList();
	}

	/** Links to other places of the project, with the line they stand in. */
	List<Line> links() {
		return this.text.stream()
			.flatMap((line) -> LINK.matcher(line.text().replaceAll("`[^`]*`", ""))
				.results()
				.map((link) -> new Line(line.number(), link.group(1))))
			.filter((link) -> !link.text().matches("https?:.*"))
			.toList();
	}

	/** The cells of the rows of all tables that have such a column. */
	List<Row> rows(String column) {
		List<Row> rows = new ArrayList<>();
		int at = -1;
		for (Line line : this.text) {
			List<String> cells = cells(line.text());
			if (cells.isEmpty()) {
				at = -1;
			}
			else if (at < 0) {
				at = cells.stream().map((cell) -> cell.toLowerCase(Locale.ROOT)).toList().indexOf(column);
				at = (at < 0) ? Integer.MAX_VALUE : at;
			}
			else if (at < cells.size() && !cells.get(0).startsWith("---")) {
				rows.add(new Row(this.path + ":" + line.number(), code(cells.get(0)), code(cells.get(at))));
			}
		}
		return rows;
	}

	private static List<String> cells(String line) {
		return line.startsWith("|")
				? Arrays.stream(line.substring(1).split("(?<!\\\\)\\|", -1)).map(String::trim).toList() : List.of();
	}

	private static List<String> code(String cell) {
		return Pattern.compile("`([^`]+)`").matcher(cell).results().map((found) -> found.group(1)).sorted().toList();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * A fenced block.
	 *
	 * @param where page and line
	 * @param language what follows the fence
	 * @param text without the fences
	 */
	record Block(String where, String language, String text) {

		@Override
		public String toString() {
			return this.where;
		}
	}

	/**
	 * A line, or a part of one.
	 *
	 * @param number from 1
	 * @param text what stands there
	 */
	record Line(int number, String text) {
	}

	/**
	 * A row of a table: what its first column and another one have in code.
	 *
	 * @param where page and line
	 * @param names of the first column
	 * @param values of the other one
	 */
	record Row(String where, List<String> names, List<String> values) {
	}

}
