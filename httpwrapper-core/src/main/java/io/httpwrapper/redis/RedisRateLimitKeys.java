package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;

import io.httpwrapper.policy.RateLimit;
import io.httpwrapper.policy.RateLimitSettings;

/**
 * The names of buckets in Redis:
 * {@code <prefix><client>:<limits>[:<host>][|<hash of the request's part>]}.
 * <p>
 * The name contains the limits, because a bucket keeps the limits that it was made with.
 * During a rolling update, processes with different limits would otherwise overwrite each
 * other's buckets. Old buckets expire. Parts of requests may be secret or long, so only
 * their hash is used.
 */
final class RedisRateLimitKeys {

	/**
	 * The separator that the pipeline puts between the client or host and the request's
	 * part.
	 */
	private static final char PART = '|';

	private final String client;

	private final String prefix;

	RedisRateLimitKeys(String client, RateLimitSettings settings) {
		this.client = client;
		this.prefix = settings.prefix() + client + ":"
				+ settings.all().stream().map(RedisRateLimitKeys::text).collect(Collectors.joining(","));
	}

	private static String text(RateLimit limit) {
		String text = limit.permits() + "/" + limit.per();
		return (limit.burst() != limit.permits()) ? text + "+" + limit.burst() : text;
	}

	/**
	 * The name of the bucket for a key.
	 * @param key the key, as passed to the limiter
	 */
	String of(String key) {
		int end = key.indexOf(PART);
		String shown = (end < 0) ? key : key.substring(0, end);
		String name = shown.equals(this.client) ? this.prefix : this.prefix + ":" + shown;
		return (end < 0) ? name : name + PART + hash(key.substring(end + 1));
	}

	private static String hash(String part) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(part.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

}
