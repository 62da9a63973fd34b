package io.httpwrapper.test;

import java.net.URI;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * A request that a scripted remote got: one attempt.
 *
 * @param method its method
 * @param uri its URI
 * @param headers its headers, with those that its body brings
 * @param body its body as text; empty without one
 */
public record RecordedRequest(HttpMethod method, URI uri, HttpHeaders headers, String body) {

	@Override
	public String toString() {
		return this.method + " " + this.uri;
	}

}
