package io.httpwrapper.settings;

/**
 * The libraries that can put requests on the wire.
 */
public enum Backend {

	/** Reactor Netty, which the starter brings. */
	REACTOR_NETTY,

	/** The client of the JDK: no further library, but no limits of its own. */
	JDK,

	/** Jetty's client. */
	JETTY,

	/** Apache HttpComponents. */
	HTTP_COMPONENTS

}
