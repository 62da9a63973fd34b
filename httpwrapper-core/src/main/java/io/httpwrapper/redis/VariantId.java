package io.httpwrapper.redis;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import io.httpwrapper.cache.StoredResponse;

/**
 * How scripts tell the responses of one URI and user apart, without reading them: as
 * {@link io.httpwrapper.cache.StoreChange#appliedTo} does.
 */
final class VariantId {

	/** Of a response that varies by nothing, and so takes the place of all others. */
	static final String ALL = "-";

	/** Keeps the stamp at 20 digits. */
	private static final long LAST_SECOND = 9_000_000_000L;

	private VariantId() {
	}

	/**
	 * The same for two responses of which one takes the place of the other.
	 */
	static String of(StoredResponse response) {
		if (!response.headers().has("Vary")) {
			return ALL;
		}
		Set<String> names = new TreeSet<>();
		response.headers().members("Vary").forEach((name) -> names.add(name.toLowerCase(Locale.ROOT)));
		// no field has a line break in it
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
	 * When the response was received, in 20 digits, and its status, in 4: of two stamps
	 * the one of the older response sorts first.
	 */
	static String stamp(StoredResponse response) {
		long second = Math.max(0, Math.min(LAST_SECOND, response.receivedAt().getEpochSecond()));
		return String.format(Locale.ROOT, "%011d%09d%04d", second, response.receivedAt().getNano(),
				Math.floorMod(response.status(), 10_000));
	}

}
