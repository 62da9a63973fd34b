package io.httpwrapper.cache;

import io.httpwrapper.http.FieldSyntax;
import org.jspecify.annotations.Nullable;

/**
 * How the cache handled a call, as {@code Cache-Status} says it (RFC 9211 §2). Immutable.
 *
 * @param forward why the request was sent on, or null if it was not
 * @param forwardStatus the status that came back, or 0 for none
 * @param ttl seconds until the answer is stale, negative after that; {@link #NO_TTL} if
 * not known; a hit always has one
 * @param stored whether the response is being stored
 * @param collapsed whether the call waited for the answer to another call
 * @param detail a word about what happened, or null
 */
public record CacheStatus(@Nullable ForwardReason forward, int forwardStatus, long ttl, boolean stored,
		boolean collapsed, @Nullable String detail) {

	/** The name of the field. */
	public static final String FIELD = "Cache-Status";

	static final long NO_TTL = Long.MIN_VALUE;

	/**
	 * Answered from the cache without asking the origin (RFC 9211 §2.1).
	 */
	public static CacheStatus hit(long ttl) {
		return new CacheStatus(null, 0, ttl, false, false, null);
	}

	/**
	 * Sent on, without a response yet (RFC 9211 §2.2).
	 */
	public static CacheStatus forwarded(ForwardReason reason) {
		return new CacheStatus(reason, 0, NO_TTL, false, false, null);
	}

	/**
	 * Neither answered from the cache nor sent on (RFC 9211 §2).
	 * @param why the reason, as a word
	 */
	public static CacheStatus refused(String why) {
		return new CacheStatus(null, 0, NO_TTL, false, false, why);
	}

	/** Adds the status of the origin's answer (RFC 9211 §2.3). */
	public CacheStatus withForwardStatus(int status) {
		return new CacheStatus(this.forward, status, this.ttl, this.stored, this.collapsed, this.detail);
	}

	/** Adds how long the answer is fresh (RFC 9211 §2.4). */
	public CacheStatus withTtl(long seconds) {
		return new CacheStatus(this.forward, this.forwardStatus, seconds, this.stored, this.collapsed, this.detail);
	}

	/** Adds that the response is being stored (RFC 9211 §2.5). */
	public CacheStatus withStored() {
		return new CacheStatus(this.forward, this.forwardStatus, this.ttl, true, this.collapsed, this.detail);
	}

	/** Adds that the call waited for the answer to another call (RFC 9211 §2.6). */
	public CacheStatus withCollapsed() {
		return new CacheStatus(this.forward, this.forwardStatus, this.ttl, this.stored, true, this.detail);
	}

	/** Adds a word about what happened (RFC 9211 §2.8). */
	public CacheStatus withDetail(String word) {
		return new CacheStatus(this.forward, this.forwardStatus, this.ttl, this.stored, this.collapsed, word);
	}

	/**
	 * This status as a member of {@code Cache-Status}. It is appended after the members
	 * of caches nearer to the origin (RFC 9211 §2).
	 * @param cache name of this cache, for example the client's name
	 */
	public String text(String cache) {
		StringBuilder text = new StringBuilder(64).append(quotedUnlessToken(cache));
		if (this.forward != null) {
			text.append("; fwd=").append(this.forward.text());
		}
		else if (this.ttl != NO_TTL) {
			text.append("; hit");
		}
		if (this.forwardStatus > 0) {
			text.append("; fwd-status=").append(this.forwardStatus);
		}
		if (this.ttl != NO_TTL) {
			text.append("; ttl=").append(this.ttl);
		}
		if (this.stored) {
			text.append("; stored");
		}
		if (this.collapsed) {
			text.append("; collapsed");
		}
		if (this.detail != null) {
			text.append("; detail=").append(quotedUnlessToken(this.detail));
		}
		return text.toString();
	}

	/** A token or a string of Structured Fields (RFC 9651 §3.3.3, §3.3.4). */
	private static String quotedUnlessToken(String text) {
		boolean letterFirst = !text.isEmpty() && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '*');
		if (letterFirst && FieldSyntax.isToken(text)) {
			return text;
		}
		StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
		for (char c : text.toCharArray()) {
			if (c == '"' || c == '\\') {
				quoted.append('\\');
			}
			quoted.append((c >= ' ' && c <= '~') ? c : '?');
		}
		return quoted.append('"').toString();
	}

}
