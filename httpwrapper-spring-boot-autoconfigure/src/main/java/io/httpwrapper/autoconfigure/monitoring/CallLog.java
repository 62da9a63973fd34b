package io.httpwrapper.autoconfigure.monitoring;

import io.httpwrapper.call.CallListener;
import io.httpwrapper.call.CallReport;
import io.httpwrapper.call.RecentCalls;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Keeps the reports of a client's calls and logs them: at {@code debug}, but refused
 * calls, of which there may be many, and calls with nothing to explain at {@code trace}.
 */
public final class CallLog implements CallListener {

	private final Logger log;

	private final RecentCalls recent;

	public CallLog(String client, RecentCalls recent) {
		this.log = EventLog.logger(client);
		this.recent = recent;
	}

	@Override
	public boolean wantsPlain() {
		return this.log.isTraceEnabled() || this.recent.wantsPlain();
	}

	@Override
	public void onCall(CallReport report) {
		this.recent.onCall(report);
		Level level = report.refused() ? Level.TRACE : Level.DEBUG;
		if (this.log.isEnabledForLevel(level)) {
			this.log.atLevel(level)
				.addKeyValue("httpwrapper.client", report.client())
				.addKeyValue("httpwrapper.call", report.id())
				.log("Client '{}': {}", report.client(), report);
		}
	}

}
