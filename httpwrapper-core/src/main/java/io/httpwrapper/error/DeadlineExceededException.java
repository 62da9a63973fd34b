package io.httpwrapper.error;

import java.time.Duration;

import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * A call was not over in time, including all its attempts, its pauses and its body.
 */
public final class DeadlineExceededException extends CallTimeoutException {

	private static final long serialVersionUID = 1L;

	private final int attempts;

	private final boolean inBody;

	public DeadlineExceededException(String client, ClientRequest request, Duration timeout, int attempts,
			boolean inBody) {
		super(client, request, timeout);
		this.attempts = attempts;
		this.inBody = inBody;
	}

	/**
	 * How many attempts were started.
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Whether the response headers had arrived and the body was still being read.
	 */
	public boolean inBody() {
		return this.inBody;
	}

	@Override
	public String getMessage() {
		return "Client '" + client() + "' gave up " + requestLine() + " after " + text(timeout())
				+ " (timeout.call) and " + this.attempts + ((this.attempts == 1) ? " attempt" : " attempts")
				+ (this.inBody ? ", while reading the response body." : ", without a response.");
	}

}
