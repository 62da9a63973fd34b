package io.httpwrapper.sample.gateway;

import java.net.URI;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends every request on to one upstream, through the client {@code gateway} and thereby
 * through its cache: {@code --spring.profiles.active=gateway}.
 */
@RestController
@Profile("gateway")
class CachingGateway {

	/** RFC 9110 §7.6.1; and the host, which is another one's. */
	private static final Set<String> OF_THE_CONNECTION = Set.of("Connection", "Keep-Alive", "Proxy-Connection", "TE",
			"Transfer-Encoding", "Upgrade", "Host");

	private final WebClient upstream;

	private final String url;

	CachingGateway(WebClient gatewayWebClient, @Value("${httpwrapper.clients.gateway.base-url}") String url) {
		this.upstream = gatewayWebClient;
		this.url = url;
	}

	@RequestMapping("/**")
	Mono<ResponseEntity<Flux<DataBuffer>>> forward(ServerHttpRequest request) {
		// not as an argument: WebFlux gives nobody the bytes of a form
		return DataBufferUtils.join(request.getBody())
			.map(CachingGateway::bytes)
			.defaultIfEmpty(new byte[0])
			.flatMap((body) -> forward(request, body));
	}

	private Mono<ResponseEntity<Flux<DataBuffer>>> forward(ServerHttpRequest request, byte[] body) {
		URI uri = request.getURI();
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		WebClient.RequestBodySpec call = this.upstream.method(request.getMethod())
			.uri(URI.create(this.url + uri.getRawPath() + query))
			.headers((headers) -> headers.putAll(endToEnd(request.getHeaders())));
		return ((body.length > 0) ? call.bodyValue(body) : call).retrieve()
			.onStatus((status) -> true, (response) -> Mono.empty())
			.toEntityFlux(DataBuffer.class)
			.map((response) -> ResponseEntity.status(response.getStatusCode())
				.headers(endToEnd(response.getHeaders()))
				.body(response.getBody()));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static HttpHeaders endToEnd(HttpHeaders all) {
		Set<String> dropped = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		dropped.addAll(OF_THE_CONNECTION);
		dropped.addAll(all.getConnection());
		HttpHeaders kept = new HttpHeaders();
		all.forEach((name, lines) -> {
			if (!dropped.contains(name)) {
				kept.put(name, lines);
			}
		});
		return kept;
	}

}
