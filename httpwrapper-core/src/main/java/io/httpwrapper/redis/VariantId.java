package io.httpwrapper.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.httpwrapper.cache.StoredResponse;

/**
 * Identifies the variants of one URI and user, so that scripts can compare responses
 * without reading them, as {@link io.httpwrapper.cache.StoreChange#appliedTo} does.
 */
final class VariantId {

	/** The id of a response without {@code Vary}, which replaces all others. */
	static final String ALL = "-";

	/** The largest time whose stamp has 20 digits. */
	private static final long LAST_SECOND = 9_000_000_000L;

	private VariantId() {
	}

	/**
	 * The id of a response. It is the same for two responses if one replaces the other.
	 */
	static String of(StoredResponse response) {
		if (!response.headers().has("Vary")) {
			return ALL;
		}
		Set<String> names = new TreeSet<>();
		response.headers().members("Vary").forEach((name) -> names.add(name.toLowerCase(Locale.ROOT)));
		// no field contains a line break
		StringBuilder text = new StringBuilder().append(names);
		response.selecting().forEach((name, value) -> text.append('\n').append(name).append('\n').append(value));
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(CacheShard.bytes(text.toString()));
			return HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * The time of receipt in 20 digits and the status in 4. The stamp of an older
	 * response sorts before that of a newer one.
	 */
	static String stamp(StoredResponse response) {
		long second = Math.max(0, Math.min(LAST_SECOND, response.receivedAt().getEpochSecond()));
		return String.format(Locale.ROOT, "%011d%09d%04d", second, response.receivedAt().getNano(),
				Math.floorMod(response.status(), 10_000));
	}

}
