package io.httpwrapper.cache;

/**
 * Comparison of entity tags (RFC 9110 §8.8.3). They are compared as they are written: one
 * without quotes, which is none, equals only itself.
 */
final class EntityTag {

	private EntityTag() {
	}

	static boolean isStrong(String tag) {
		return !tag.startsWith("W/");
	}

	/**
	 * Same and both strong (RFC 9110 §8.8.3.2).
	 */
	static boolean strongly(String one, String other) {
		return isStrong(one) && one.equals(other);
	}

	/**
	 * Same, strong or weak (RFC 9110 §8.8.3.2).
	 */
	static boolean weakly(String one, String other) {
		return opaque(one).equals(opaque(other));
	}

	private static String opaque(String tag) {
		return isStrong(tag) ? tag : tag.substring(2);
	}

}
