package io.httpwrapper.settings;

/**
 * The version of HTTP that is spoken.
 */
public enum HttpVersion {

	/** HTTP/1.1 only. */
	HTTP_1_1,

	/**
	 * HTTP/2 with remotes of https that offer it in the TLS handshake, HTTP/1.1 with all
	 * others.
	 */
	HTTP_2

}
