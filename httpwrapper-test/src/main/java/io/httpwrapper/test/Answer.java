package io.httpwrapper.test;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * What a scripted remote does about one request. Immutable.
 */
public final class Answer {

	private final int status;

	private final HttpHeaders headers;

	private final byte[] body;

	private final @Nullable Duration after;

	private final @Nullable IOException fault;

	private final boolean truncated;

	private Answer(int status, HttpHeaders headers, byte[] body, @Nullable Duration after, @Nullable IOException fault,
			boolean truncated) {
		this.status = status;
		this.headers = headers;
		this.body = body;
		this.after = after;
		this.fault = fault;
		this.truncated = truncated;
	}

	/** A response with this status, without headers and body. */
	public static Answer status(int status) {
		return new Answer(status, new HttpHeaders(), new byte[0], Duration.ZERO, null, false);
	}

	/** Status 200 with a JSON body. */
	public static Answer json(String json) {
		return status(200).body(MediaType.APPLICATION_JSON, json);
	}

	/** The connection cannot be made: nothing was sent. */
	public static Answer connectionRefused() {
		return fault(new ConnectException("Connection refused (scripted)"));
	}

	/** The connection breaks before there is a response: the request may have arrived. */
	public static Answer connectionReset() {
		return fault(new IOException("Connection reset by peer (scripted)"));
	}

	/** Fails with this error. */
	public static Answer fault(IOException error) {
		return new Answer(0, new HttpHeaders(), new byte[0], Duration.ZERO, error, false);
	}

	/** No answer, ever. */
	public static Answer never() {
		return new Answer(0, new HttpHeaders(), new byte[0], null, null, false);
	}

	/** The same with one more header. */
	public Answer header(String name, String value) {
		HttpHeaders headers = new HttpHeaders(this.headers);
		headers.add(name, value);
		return new Answer(this.status, headers, this.body, this.after, this.fault, this.truncated);
	}

	/** The same with a body, in UTF-8. */
	public Answer body(MediaType type, String body) {
		HttpHeaders headers = new HttpHeaders(this.headers);
		headers.setContentType(type);
		return new Answer(this.status, headers, body.getBytes(StandardCharsets.UTF_8), this.after, this.fault,
				this.truncated);
	}

	/**
	 * The same, after a time.
	 * @param delay on the clock of {@link TestTime}
	 */
	public Answer after(Duration delay) {
		Objects.requireNonNull(this.after, "what never comes cannot come later");
		return new Answer(this.status, this.headers, this.body, delay, this.fault, this.truncated);
	}

	/** The same, but its body breaks in the middle. */
	public Answer truncated() {
		return new Answer(this.status, this.headers, this.body, this.after, this.fault, true);
	}

	int status() {
		return this.status;
	}

	HttpHeaders headers() {
		return this.headers;
	}

	byte[] body() {
		return this.body;
	}

	/** Null for never. */
	@Nullable Duration after() {
		return this.after;
	}

	@Nullable IOException fault() {
		return this.fault;
	}

	boolean isTruncated() {
		return this.truncated;
	}

}
