package io.httpwrapper.pipeline.call;

import io.httpwrapper.call.CallListener;
import io.httpwrapper.call.CallReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A call listener whose exceptions do not affect the calls.
 */
final class SafeCallListener implements CallListener {

	private static final Log logger = LogFactory.getLog(SafeCallListener.class);

	private final String client;

	private final CallListener calls;

	SafeCallListener(String client, CallListener calls) {
		this.client = client;
		this.calls = calls;
	}

	@Override
	public boolean wantsPlain() {
		try {
			return this.calls.wantsPlain();
		}
		catch (Throwable ex) {
			failed(ex);
			return false;
		}
	}

	@Override
	public void onCall(CallReport report) {
		try {
			this.calls.onCall(report);
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	private void failed(Throwable error) {
		UserCode.rethrowFatal(error);
		logger.warn(this.calls + " failed on the calls of client '" + this.client + "'", error);
	}

}
