package io.httpwrapper.cache;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.http.FieldSyntax;
import io.httpwrapper.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is stored: only what may be stored is in it (RFC 9111 §3.1).
 * Immutable. Dates and directives are read once, here.
 */
public final class StoredResponse {

	private final int status;

	private final HeaderFields headers;

	private final HeaderFields selecting;

	private final Instant requestedAt;

	private final Instant receivedAt;

	private final StoredBody body;

	private final CacheControl cacheControl;

	private final Instant date;

	private final @Nullable Instant expires;

	private final @Nullable Instant lastModified;

	private final long ageValue;

	/**
	 * A response as it was stored, for codecs.
	 * @param status its status
	 * @param headers its headers, without those that must not be stored
	 * @param selecting what {@link #selecting()} was
	 * @param requestedAt when the request was sent that it, or the last 304, answers
	 * @param receivedAt when its head, or the last 304, was received
	 * @param body its complete body
	 */
	public StoredResponse(int status, HeaderFields headers, HeaderFields selecting, Instant requestedAt,
			Instant receivedAt, StoredBody body) {
		this.status = status;
		this.headers = headers;
		this.selecting = selecting;
		this.requestedAt = requestedAt;
		this.receivedAt = receivedAt;
		this.body = body;
		this.cacheControl = CacheControl.of(headers);
		this.date = Objects.requireNonNullElse(HttpDate.parse(headers.first("Date"), receivedAt), receivedAt);
		boolean oneExpires = headers.lines("Expires").size() == 1;
		this.expires = oneExpires ? HttpDate.parse(headers.first("Expires"), receivedAt) : null;
		this.lastModified = HttpDate.parse(headers.first("Last-Modified"), receivedAt);
		this.ageValue = ageValue(headers);
	}

	/** The first member counts; what is no number is ignored (RFC 9111 §5.1). */
	private static long ageValue(HeaderFields headers) {
		List<String> members = headers.members("Age");
		return members.isEmpty() ? 0 : Math.max(0, FieldSyntax.number(members.get(0), Freshness.MAX_SECONDS));
	}

	/**
	 * A response whose body is still to come.
	 */
	static StoredResponse head(int status, HeaderFields headers, HeaderFields selecting, Instant requestedAt,
			Instant receivedAt) {
		return new StoredResponse(status, headers, selecting, requestedAt, receivedAt, StoredBody.EMPTY);
	}

	/**
	 * This response with its body (RFC 9111 §3.3).
	 * @param complete the whole body
	 */
	public StoredResponse withBody(StoredBody complete) {
		return new StoredResponse(this.status, this.headers, this.selecting, this.requestedAt, this.receivedAt,
				complete);
	}

	/**
	 * This response as {@code request} would select it (RFC 9111 §4.1).
	 */
	StoredResponse selectedBy(HeaderFields request) {
		return new StoredResponse(this.status, this.headers, Variants.selecting(this.headers, request),
				this.requestedAt, this.receivedAt, this.body);
	}

	public int status() {
		return this.status;
	}

	public HeaderFields headers() {
		return this.headers;
	}

	/**
	 * The normalised fields of the request that its {@code Vary} nominates, one line
	 * each, without those that the request had not (RFC 9111 §4.1).
	 */
	public HeaderFields selecting() {
		return this.selecting;
	}

	/**
	 * When the request was sent that it, or the last 304 for it, answers.
	 */
	public Instant requestedAt() {
		return this.requestedAt;
	}

	/**
	 * When its head, or that of the last 304 for it, was received.
	 */
	public Instant receivedAt() {
		return this.receivedAt;
	}

	/**
	 * The whole body.
	 */
	public StoredBody body() {
		return this.body;
	}

	/**
	 * The directives it came with (RFC 9111 §5.2.2).
	 */
	public CacheControl cacheControl() {
		return this.cacheControl;
	}

	/**
	 * When it was made; when it was received, if it does not say so validly (RFC 9110
	 * §6.6.1).
	 */
	Instant date() {
		return this.date;
	}

	/** Null if it has none, or one that means "expired" (RFC 9111 §5.3). */
	@Nullable Instant expires() {
		return this.expires;
	}

	/** Null if it has none that is a date (RFC 9110 §8.8.2). */
	@Nullable Instant lastModified() {
		return this.lastModified;
	}

	/** Seconds that it had been on its way or in other caches (RFC 9111 §5.1). */
	long ageValue() {
		return this.ageValue;
	}

	/** Weak or strong, as written (RFC 9110 §8.8.3). */
	@Nullable String etag() {
		return this.headers.first("ETag");
	}

	/**
	 * Whether the origin can be asked if it still holds (RFC 9111 §4.3.1).
	 */
	public boolean hasValidator() {
		return etag() != null || this.lastModified != null;
	}

	/**
	 * Memory that it takes, about, for stores that are bounded by bytes.
	 */
	public long weight() {
		return 256 + this.body.size() + this.headers.weight() + this.selecting.weight();
	}

	/** Status and time only: headers may hold secrets. */
	@Override
	public String toString() {
		return this.status + " of " + this.receivedAt + ", " + this.body.size() + " bytes";
	}

}
