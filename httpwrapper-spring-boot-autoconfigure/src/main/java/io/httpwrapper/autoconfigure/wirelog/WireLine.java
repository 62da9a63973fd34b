package io.httpwrapper.autoconfigure.wirelog;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.httpwrapper.http.Origin;
import io.httpwrapper.policy.Redaction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

/** Collects the log line of one attempt while the attempt runs. */
final class WireLine {

	private static final String TEMPLATE = WebClient.class.getName() + ".uriTemplate";

	private static final Pattern USER_INFO = Pattern.compile("^((?:[a-zA-Z][\\w+.-]*:)?//)[^/?#]*@");

	private static final Pattern LINK = Pattern.compile("<([^>]*)>");

	private final Logger log;

	private final WireLogSettings settings;

	private final Redaction redaction;

	private final ClientRequest request;

	private final String client;

	private final int attempt;

	private final BodyPreview sent;

	private final BodyPreview received;

	private final AtomicBoolean told = new AtomicBoolean();

	/** As they are when the body is written, which adds the type of its content. */
	private HttpHeaders sentHeaders;

	WireLine(Logger log, WireLogSettings settings, Redaction redaction, ClientRequest request, String client,
			int attempt) {
		this.log = log;
		this.settings = settings;
		this.redaction = redaction;
		this.request = request;
		this.client = client;
		this.attempt = attempt;
		this.sent = new BodyPreview((int) settings.bodyPreview().toBytes());
		this.received = new BodyPreview((int) settings.bodyPreview().toBytes());
		this.sentHeaders = request.headers();
	}

	/** The request, with its body watched as it is written. */
	ClientRequest watched(ClientRequest request) {
		return ClientRequest.from(request)
			.body((outgoing, context) -> request.body().insert(new WatchedRequest(outgoing), context))
			.build();
	}

	void received(DataBuffer buffer) {
		this.received.add(buffer);
	}

	void answered(ClientResponse response, String how, long nanos) {
		int status = response.statusCode().value();
		tell(status, nanos, status + how, response.headers().asHttpHeaders());
	}

	void failed(Throwable error, long nanos) {
		tell(0, nanos, NestedExceptionUtils.getMostSpecificCause(error).getClass().getSimpleName(), null);
	}

	/** Once: a body that is asked for again does not come over the wire again. */
	private void tell(int status, long nanos, String outcome, @Nullable HttpHeaders headers) {
		if (!this.told.compareAndSet(false, true)) {
			return;
		}
		long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
		StringJoiner line = new StringJoiner("; ");
		line.add("%s %s -> %s in %d ms, %d B sent, %d B received".formatted(this.request.method(), target(), outcome,
				millis, this.sent.bytes(), this.received.bytes()));
		add(line, "sent", this.sentHeaders, this.sent);
		if (headers != null) {
			add(line, "received", headers, this.received);
		}
		this.log.atDebug()
			.addKeyValue("httpwrapper.client", this.client)
			.addKeyValue("httpwrapper.attempt", this.attempt)
			.addKeyValue("httpwrapper.method", this.request.method().name())
			.addKeyValue("httpwrapper.status", status)
			.addKeyValue("httpwrapper.millis", millis)
			.log(line.toString());
	}

	private void add(StringJoiner line, String direction, HttpHeaders headers, BodyPreview body) {
		Set<String> names = new TreeSet<>(
				this.settings.headers().contains("*") ? headers.headerNames() : this.settings.headers());
		names.stream()
			.filter(headers::containsHeader)
			.forEach((name) -> line.add(direction + " " + name + ": "
					+ this.redaction.value(name, shown(name, String.join(", ", headers.getOrEmpty(name))))));
		String text = body.text(contentType(headers), this.redaction);
		if (!text.isEmpty()) {
			line.add(direction + ": " + text);
		}
	}

	/** Addresses in headers hold secrets as the request's own does. */
	private String shown(String name, String value) {
		return switch (name.toLowerCase(Locale.ROOT)) {
			case "location", "content-location", "referer" -> address(value);
			case "link" -> LINK.matcher(value)
				.replaceAll(
						(link) -> Matcher.quoteReplacement("<" + address(Objects.requireNonNull(link.group(1))) + ">"));
			default -> value;
		};
	}

	private String address(String uri) {
		String shown = USER_INFO.matcher(uri).replaceFirst("$1");
		int fragment = shown.indexOf('#');
		return (fragment < 0) ? query(shown)
				: query(shown.substring(0, fragment)) + "#" + this.redaction.form(shown.substring(fragment + 1));
	}

	private String query(String uri) {
		int query = uri.indexOf('?');
		return (query < 0) ? uri : uri.substring(0, query + 1) + this.redaction.form(uri.substring(query + 1));
	}

	private static @Nullable MediaType contentType(HttpHeaders headers) {
		try {
			return headers.getContentType();
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	/** The template if there is one; user info is left out, values of queries by name. */
	private String target() {
		URI url = this.request.url();
		String host = url.getScheme() + "://" + Origin.display(url);
		Object template = this.request.attributes().get(TEMPLATE);
		String uri = (template != null) ? template.toString() : url.toString();
		String path = uri.replaceFirst("^[a-zA-Z][\\w+.-]*://[^/?#{]*", "");
		return host + query(path);
	}

	/** Watches what is written to it. */
	private final class WatchedRequest extends ClientHttpRequestDecorator {

		WatchedRequest(ClientHttpRequest outgoing) {
			super(outgoing);
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			WireLine.this.sentHeaders = getHeaders();
			return super.writeWith(Flux.from(body).doOnNext(WireLine.this.sent::add));
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			WireLine.this.sentHeaders = getHeaders();
			return super.writeAndFlushWith(
					Flux.from(body).map((part) -> Flux.from(part).doOnNext(WireLine.this.sent::add)));
		}

	}

}
