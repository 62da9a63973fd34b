package io.httpwrapper.autoconfigure;

import io.httpwrapper.pipeline.CallListener;
import io.httpwrapper.pipeline.CallReport;
import io.httpwrapper.pipeline.RecentCalls;
import org.slf4j.Logger;

/**
 * Keeps the reports of a client's calls, and tells each call in the log at {@code debug}:
 * then of the plain ones, too.
 */
final class CallLog implements CallListener {

	private final Logger log;

	private final RecentCalls recent;

	CallLog(String client, RecentCalls recent) {
		this.log = EventLog.logger(client);
		this.recent = recent;
	}

	@Override
	public boolean wantsPlain() {
		return this.log.isDebugEnabled() || this.recent.wantsPlain();
	}

	@Override
	public void onCall(CallReport report) {
		this.recent.onCall(report);
		if (this.log.isDebugEnabled()) {
			this.log.atDebug()
				.addKeyValue("client", report.client())
				.addKeyValue("call", report.id())
				.log("Client '{}': {}", report.client(), report);
		}
	}

}
