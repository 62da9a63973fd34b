package io.httpwrapper.call;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.ClientRequest;

/**
 * The call that a request belongs to. Plugins and filters find it with
 * {@link #of(ClientRequest)}. Thread-safe.
 */
public interface Call {

	/** The request attribute that holds the call. */
	String ATTRIBUTE = Call.class.getName();

	/**
	 * The call that {@code request} belongs to.
	 * @param request a request that a {@link io.httpwrapper.plugin.ClientPlugin} was
	 * given, or one made from it with {@link ClientRequest#from}
	 * @return the call, or null if the request does not go through a client of this
	 * library
	 */
	static @Nullable Call of(ClientRequest request) {
		return (request instanceof Call call) ? call : (Call) request.attributes().get(ATTRIBUTE);
	}

	/**
	 * Name of the client.
	 */
	String client();

	/**
	 * Within an attempt: the number of that attempt, from 1. Outside of attempts: how
	 * many attempts have been started so far.
	 */
	int attempt();

	/**
	 * The time left for the whole call.
	 * @return zero if the deadline has passed, null if there is none
	 */
	@Nullable Duration remaining();

}
