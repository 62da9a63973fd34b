/**
 * Connectors that work with any HTTP library: they follow redirects, or replace the
 * library's connector while the client is in use.
 * <p>
 * May know: the pipeline, to tell a call of a redirect, Reactor, and Spring's HTTP types.
 * Knows no HTTP library and no Spring Boot. Read first: {@link RedirectingConnector}.
 */
@NullMarked
package io.httpwrapper.connector;

import org.jspecify.annotations.NullMarked;
