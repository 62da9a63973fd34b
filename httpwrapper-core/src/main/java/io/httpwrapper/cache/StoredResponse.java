package io.httpwrapper.cache;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.httpwrapper.http.FieldSyntax;
import io.httpwrapper.http.HttpDate;
import org.jspecify.annotations.Nullable;

/**
 * A stored response. It contains only the fields that may be stored (RFC 9111 §3.1).
 * Immutable. Dates and directives are parsed once, here.
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
	 * Creates a response as it was stored; for codecs.
	 * @param status its status
	 * @param headers its headers, without those that must not be stored
	 * @param selecting the value of {@link #selecting()}
	 * @param requestedAt when the request for it, or for the last 304, was sent
	 * @param receivedAt when its headers, or those of the last 304, were received
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

	/** Uses the first member; a value that is not a number is ignored (RFC 9111 §5.1). */
	private static long ageValue(HeaderFields headers) {
		List<String> members = headers.members("Age");
		return members.isEmpty() ? 0 : Math.max(0, FieldSyntax.number(members.get(0), Freshness.MAX_SECONDS));
	}

	/**
	 * A response without its body, which is still to come.
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
	 * This response, selected by {@code request} (RFC 9111 §4.1).
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
	 * The normalised fields of the request that its {@code Vary} names, one line each.
	 * Fields that the request did not have are left out (RFC 9111 §4.1).
	 */
	public HeaderFields selecting() {
		return this.selecting;
	}

	/**
	 * When the request for it, or for its last 304, was sent.
	 */
	public Instant requestedAt() {
		return this.requestedAt;
	}

	/**
	 * When its headers, or those of its last 304, were received.
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
	 * Its cache directives (RFC 9111 §5.2.2).
	 */
	public CacheControl cacheControl() {
		return this.cacheControl;
	}

	/**
	 * Its {@code Date}; if that is missing or invalid, when it was received (RFC 9110
	 * §6.6.1).
	 */
	Instant date() {
		return this.date;
	}

	/**
	 * Its {@code Expires}; null if it has none, or an invalid one, which means "expired"
	 * (RFC 9111 §5.3).
	 */
	@Nullable Instant expires() {
		return this.expires;
	}

	/**
	 * Its {@code Last-Modified}; null if that is missing or invalid (RFC 9110 §8.8.2).
	 */
	@Nullable Instant lastModified() {
		return this.lastModified;
	}

	/** Seconds that it had spent in transit or in other caches (RFC 9111 §5.1). */
	long ageValue() {
		return this.ageValue;
	}

	/** Its entity tag, weak or strong, as written (RFC 9110 §8.8.3). */
	@Nullable String etag() {
		return this.headers.first("ETag");
	}

	/**
	 * Whether the origin can validate it (RFC 9111 §4.3.1).
	 */
	public boolean hasValidator() {
		return etag() != null || this.lastModified != null;
	}

	/**
	 * The approximate memory that it takes, for stores that are bounded by bytes.
	 */
	public long weight() {
		return 256 + this.body.size() + this.headers.weight() + this.selecting.weight();
	}

	/** Only the status and the time, because headers may contain secrets. */
	@Override
	public String toString() {
		return this.status + " of " + this.receivedAt + ", " + this.body.size() + " bytes";
	}

}
