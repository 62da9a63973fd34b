package io.httpwrapper.pipeline.call;

import java.util.concurrent.TimeoutException;

import io.httpwrapper.error.CallRejectedException;
import io.httpwrapper.error.CallTimeoutException;

/**
 * Why a call failed, as one word for events, meters and headers.
 */
public final class FailureReason {

	private FailureReason() {
	}

	/**
	 * The reason of a refusal such as {@code circuit-open}, or {@code timeout}, or
	 * {@code error}.
	 */
	public static String of(Throwable error) {
		if (error instanceof CallRejectedException refusal) {
			return refusal.reason();
		}
		return isTimeout(error) ? "timeout" : "error";
	}

	public static boolean isTimeout(Throwable error) {
		return error instanceof CallTimeoutException || error instanceof TimeoutException;
	}

}
