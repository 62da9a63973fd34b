package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the upstream does to one request.
 */
sealed interface Reply {

	/**
	 * Answers after a while.
	 *
	 * @param status the response's status
	 * @param body the response's body, sent as JSON
	 * @param delay time from the request to the response; zero or more
	 * @param retryAfter value of the {@code Retry-After} header, sent in whole seconds,
	 * or null to send none
	 */
	record Answer(int status, Map<String, Object> body, Duration delay,
			@Nullable Duration retryAfter) implements Reply {

		static Answer of(int status, Map<String, Object> body, Duration delay) {
			return new Answer(status, body, delay, null);
		}

		static Answer error(int status, String message, Duration delay) {
			return of(status, Map.of("error", message), delay);
		}

		Answer retryAfter(Duration pause) {
			return new Answer(this.status, this.body, this.delay, pause);
		}

	}

	/**
	 * Breaks the connection without an answer.
	 */
	record Reset() implements Reply {

	}

}
