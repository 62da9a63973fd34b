package io.httpwrapper.cache;

/**
 * Compares entity tags (RFC 9110 §8.8.3), as they are written. A tag without quotes is
 * invalid, and equals only itself.
 */
final class EntityTag {

	private EntityTag() {
	}

	static boolean isStrong(String tag) {
		return !tag.startsWith("W/");
	}

	/**
	 * Whether both are equal and strong (RFC 9110 §8.8.3.2).
	 */
	static boolean strongly(String one, String other) {
		return isStrong(one) && one.equals(other);
	}

	/**
	 * Whether both are equal, strong or weak (RFC 9110 §8.8.3.2).
	 */
	static boolean weakly(String one, String other) {
		return opaque(one).equals(opaque(other));
	}

	private static String opaque(String tag) {
		return isStrong(tag) ? tag : tag.substring(2);
	}

}
