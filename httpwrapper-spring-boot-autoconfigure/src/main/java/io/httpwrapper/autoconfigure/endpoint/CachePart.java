package io.httpwrapper.autoconfigure.endpoint;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.ResponseCache;
import io.httpwrapper.client.WrappedClient;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The part of the endpoint that shows and empties response caches.
 *
 * @param clients all clients
 */
record CachePart(ClientRegistry clients) {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final int MOST_URIS = 1000;

	/** What may be a secret in a query: all values, and what has no name. */
	private static final Pattern QUERY_VALUES = Pattern.compile("(?<==)[^&]*|(?<=^|&)[^&=]+(?=&|$)");

	/**
	 * Some of the URIs that something is stored for, without the values in their queries.
	 */
	Mono<Map<String, Object>> uris(String client, @Nullable Integer limit) {
		int most = (limit != null) ? Math.max(0, Math.min(limit, MOST_URIS)) : 100;
		return later(cache(client).uris(most))
			.map((uris) -> Map.of("uris", uris.stream().map(CachePart::masked).distinct().sorted().toList()));
	}

	static String masked(String uri) {
		int query = uri.indexOf('?');
		if (query < 0) {
			return uri;
		}
		return uri.substring(0, query + 1) + QUERY_VALUES.matcher(uri.substring(query + 1)).replaceAll("******");
	}

	/**
	 * Deletes what is stored for one URI, for a prefix, with a tag, or all.
	 * @return how many responses, or nothing if the store does not know
	 */
	Mono<Map<String, Object>> purge(String client, @Nullable String uri, @Nullable String prefix,
			@Nullable String tag) {
		ResponseCache cache = cache(client);
		if (List.of(uri != null, prefix != null, tag != null).stream().filter((given) -> given).count() > 1) {
			throw invalid("Give one of uri, prefix and tag, or none of them to delete all.");
		}
		CompletionStage<Long> purged = (uri != null) ? cache.purge(absolute(uri))
				: (prefix != null) ? cache.purgePrefix(prefix) : (tag != null) ? cache.purgeTag(tag) : cache.purgeAll();
		return later(purged).map((count) -> (count >= 0) ? Map.of("purged", count) : Map.of());
	}

	private static URI absolute(String uri) {
		try {
			URI parsed = URI.create(uri);
			if (parsed.getRawAuthority() != null) {
				return parsed;
			}
		}
		catch (IllegalArgumentException ex) {
			// told below
		}
		throw invalid("uri must be absolute, with its path and query as requests have them.");
	}

	private ResponseCache cache(String client) {
		ResponseCache cache = this.clients.find(client).map(WrappedClient::cache).orElse(null);
		if (cache == null) {
			throw invalid("There is no client '" + client + "' with a response cache.");
		}
		return cache;
	}

	private static <T> Mono<T> later(CompletionStage<T> answer) {
		return Mono.fromCompletionStage(answer).timeout(PATIENCE);
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

}
