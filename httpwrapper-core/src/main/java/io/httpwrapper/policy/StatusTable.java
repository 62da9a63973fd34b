package io.httpwrapper.policy;

import java.util.List;

/**
 * Status ranges as a table, for a look-up without a loop.
 */
final class StatusTable {

	private final boolean[] members = new boolean[1000];

	StatusTable(List<StatusRange> ranges) {
		for (StatusRange range : ranges) {
			for (int status = range.first(); status <= range.last(); status++) {
				this.members[status] = true;
			}
		}
	}

	/** False for a number that is no status. */
	boolean contains(int status) {
		return status >= 0 && status < this.members.length && this.members[status];
	}

}
