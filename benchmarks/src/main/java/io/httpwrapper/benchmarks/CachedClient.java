package io.httpwrapper.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.settings.CacheSettings;
import io.httpwrapper.settings.ClientSettings;
import io.httpwrapper.store.CaffeineCacheStore;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.CachingHttpClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A client with a cache, that always asks for the same. Thread-safe.
 */
interface CachedClient extends Closeable {

	int ROOM = 64 * 1024 * 1024;

	/** The body, from the cache as soon as it is there. */
	byte[] get() throws IOException;

	@Override
	default void close() throws IOException {
		// most need not be
	}

	/**
	 * The client of a name.
	 * @param url what it asks for
	 * @param body what the origin answers
	 */
	static CachedClient of(String name, String url, byte[] body) throws IOException {
		return switch (name) {
			case "httpwrapper" -> webClient(url, httpwrapper());
			case "fixed" -> webClient(url, fixed(body));
			case "okhttp" -> okHttp(url);
			case "httpcomponents" -> httpComponents(url);
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static CachedClient webClient(String url, ExchangeFilterFunction filter) {
		WebClient client = WebClient.builder()
			.filter(filter)
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(ROOM))
			.build();
		return () -> Objects.requireNonNull(client.get().uri(url).retrieve().bodyToMono(byte[].class).block());
	}

	private static ExchangeFilterFunction httpwrapper() {
		ClientSettings defaults = ClientSettings.DEFAULTS;
		CacheSettings cache = CacheSettings.DEFAULTS;
		CacheSettings enabled = cache.with((it) -> it.enabled(true));
		ClientSettings settings = defaults.with((it) -> it.cache(enabled));
		return WrappedClient.named("orders", settings).cacheStore(new CaffeineCacheStore(ROOM)).build().pipeline();
	}

	private static ExchangeFilterFunction fixed(byte[] body) {
		return (request, next) -> {
			Flux<DataBuffer> buffers = Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body));
			return Mono.just(ClientResponse.create(HttpStatus.OK)
				.header("Content-Type", "application/octet-stream")
				.header("Content-Length", String.valueOf(body.length))
				.body(buffers)
				.build());
		};
	}

	private static CachedClient okHttp(String url) throws IOException {
		Path folder = Files.createTempDirectory("okhttp");
		Cache cache = new Cache(folder.toFile(), ROOM);
		OkHttpClient client = new OkHttpClient.Builder().cache(cache).callTimeout(Duration.ofSeconds(16)).build();
		return new CachedClient() {

			@Override
			public byte[] get() throws IOException {
				try (Response response = client.newCall(new Request.Builder().url(url).build()).execute()) {
					return response.body().bytes();
				}
			}

			@Override
			public void close() throws IOException {
				cache.delete();
				client.dispatcher().executorService().shutdown();
				client.connectionPool().evictAll();
				delete(folder);
			}

		};
	}

	private static CachedClient httpComponents(String url) {
		CloseableHttpClient client = CachingHttpClients.custom()
			.setCacheConfig(CacheConfig.custom().setMaxObjectSize(ROOM).setSharedCache(false).build())
			.build();
		return new CachedClient() {

			@Override
			public byte[] get() throws IOException {
				return client.execute(new HttpGet(url), (response) -> EntityUtils.toByteArray(response.getEntity()));
			}

			@Override
			public void close() throws IOException {
				client.close();
			}

		};
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((path) -> {
				try {
					Files.deleteIfExists(path);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
		}
	}

}
