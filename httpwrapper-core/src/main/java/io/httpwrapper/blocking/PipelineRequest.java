package io.httpwrapper.blocking;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;

import io.httpwrapper.call.CallOptions;
import io.httpwrapper.client.WrappedClient;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.util.FastByteArrayOutputStream;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * A request of {@code RestClient}, executed by the calling thread.
 */
final class PipelineRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private final WrappedClient client;

	private final ExchangeFunction exchange;

	private final URI uri;

	private final HttpMethod method;

	private @Nullable Body body;

	private @Nullable FastByteArrayOutputStream written;

	PipelineRequest(WrappedClient client, ExchangeFunction exchange, URI uri, HttpMethod method) {
		this.client = client;
		this.exchange = exchange;
		this.uri = uri;
		this.method = method;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public void setBody(Body body) {
		assertNotExecuted();
		this.body = body;
	}

	/** For callers that do not use {@link #setBody}: the whole body is held in memory. */
	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		if (this.written == null) {
			this.written = new FastByteArrayOutputStream(1024);
		}
		return this.written;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		Waiter waiter = new Waiter(this.client.name());
		waiter.checkMayBlock();
		BlockingCall call = new BlockingCall(waiter);
		Body body = this.body;
		if (body == null) {
			call.start(exchange(headers, plainBody(headers)));
			awaitAnswer(call, null);
		}
		else {
			upload(body, call, headers);
		}
		return new PipelineResponse(call.response(), call, this.client);
	}

	private BodyInserter<?, ? super ClientHttpRequest> plainBody(HttpHeaders headers) {
		return (this.written != null && this.written.size() > 0) ? bytes(this.written.toByteArray(), headers)
				: BodyInserters.empty();
	}

	private void upload(Body body, BlockingCall call, HttpHeaders headers) throws IOException {
		Upload upload = new Upload(body, call);
		byte[] whole = upload.begin(() -> call
			.start(exchange(headers, (message, context) -> message.writeWith(upload), body.repeatable())));
		if (whole != null) {
			call.start(exchange(headers, (whole.length > 0) ? bytes(whole, headers) : BodyInserters.empty()));
		}
		awaitAnswer(call, upload);
	}

	private static void awaitAnswer(BlockingCall call, @Nullable Upload upload) throws IOException {
		try {
			while (!call.isAnswered()) {
				call.waiter.await(() -> call.isAnswered() || (upload != null && upload.isAskedForAgain()));
				if (!call.isAnswered() && upload != null) {
					upload.writeAgain();
				}
			}
		}
		catch (InterruptedException ex) {
			throw call.interrupted(ex);
		}
	}

	private static BodyInserter<?, ClientHttpRequest> bytes(byte[] bytes, HttpHeaders headers) {
		if (!headers.containsHeader(HttpHeaders.CONTENT_LENGTH)
				&& !headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
			headers.setContentLength(bytes.length);
		}
		return (message, context) -> message.writeWith(Mono.fromSupplier(() -> message.bufferFactory().wrap(bytes)));
	}

	private Mono<ClientResponse> exchange(HttpHeaders headers, BodyInserter<?, ? super ClientHttpRequest> body) {
		return exchange(headers, body, true);
	}

	private Mono<ClientResponse> exchange(HttpHeaders headers, BodyInserter<?, ? super ClientHttpRequest> body,
			boolean repeatable) {
		CallOptions options = CallOptions.in(getAttributes());
		ClientRequest request = ClientRequest.create(this.method, this.uri)
			.headers((own) -> own.addAll(headers))
			.attributes((own) -> own.putAll(getAttributes()))
			.attributes((repeatable) ? options.repeatableBody() : options)
			.body(body)
			.build();
		return this.exchange.exchange(request);
	}

}
