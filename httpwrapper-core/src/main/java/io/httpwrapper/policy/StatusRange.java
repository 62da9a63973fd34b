package io.httpwrapper.policy;

/**
 * A range of HTTP status codes, written {@code 503}, {@code 500-599} or {@code 5xx}.
 *
 * @param first lowest status in the range; 100 to 999
 * @param last highest status in the range, not below {@code first}
 */
public record StatusRange(int first, int last) {

	public StatusRange {
		if (first < 100 || last > 999 || first > last) {
			throw new IllegalArgumentException("A status range must lie within 100-999 and not be empty, but was "
					+ first + "-" + last + ". Write 503, 500-599 or 5xx.");
		}
	}

	public static StatusRange of(int status) {
		return new StatusRange(status, status);
	}

	/**
	 * Reads {@code 503}, {@code 500-599} or {@code 5xx}.
	 * @throws IllegalArgumentException if {@code text} is none of these
	 */
	public static StatusRange valueOf(String text) {
		String value = text.trim();
		try {
			if (value.length() == 3 && value.toLowerCase(java.util.Locale.ROOT).endsWith("xx")) {
				int hundred = Integer.parseInt(value.substring(0, 1)) * 100;
				return new StatusRange(hundred, hundred + 99);
			}
			int dash = value.indexOf('-');
			if (dash < 0) {
				return of(Integer.parseInt(value));
			}
			return new StatusRange(Integer.parseInt(value.substring(0, dash).trim()),
					Integer.parseInt(value.substring(dash + 1).trim()));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'" + text + "' is no HTTP status. Write 503, 500-599 or 5xx.", ex);
		}
	}

	public boolean contains(int status) {
		return this.first <= status && status <= this.last;
	}

	@Override
	public String toString() {
		return (this.first == this.last) ? Integer.toString(this.first) : this.first + "-" + this.last;
	}

}
