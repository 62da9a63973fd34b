package io.httpwrapper.policy;

/**
 * What a window holds.
 *
 * @param calls attempts
 * @param failures failed ones among them, at most {@code calls}
 * @param slowCalls slow ones among them, at most {@code calls}
 */
record WindowCounts(long calls, long failures, long slowCalls) {

	static final WindowCounts NONE = new WindowCounts(0, 0, 0);

	double failureRate() {
		return rate(this.failures);
	}

	double slowCallRate() {
		return rate(this.slowCalls);
	}

	// divided rather than multiplied by the limit: 7 / 100 is the double 0.07, 0.07 * 100
	// is not 7
	private double rate(long part) {
		return (this.calls == 0) ? 0 : (double) part / this.calls;
	}

}
