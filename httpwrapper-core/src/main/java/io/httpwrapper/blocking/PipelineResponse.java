package io.httpwrapper.blocking;

import java.io.InputStream;

import io.httpwrapper.client.WrappedClient;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;

/**
 * A response whose body is fetched while it is read.
 */
final class PipelineResponse implements ClientHttpResponse {

	private final ClientResponse response;

	private final BlockingCall call;

	private final WrappedClient client;

	private @Nullable BodyInputStream body;

	PipelineResponse(ClientResponse response, BlockingCall call, WrappedClient client) {
		this.response = response;
		this.call = call;
		this.client = client;
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.response.statusCode();
	}

	/**
	 * The standard text: engines do not pass on the remote's text, and HTTP/2 has none.
	 */
	@Override
	public String getStatusText() {
		HttpStatus known = HttpStatus.resolve(this.response.statusCode().value());
		return (known != null) ? known.getReasonPhrase() : "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.headers().asHttpHeaders();
	}

	@Override
	public InputStream getBody() {
		if (this.body == null) {
			this.body = new BodyInputStream(this.call.waiter, this.client.time().scheduler());
			this.response.body(BodyExtractors.toDataBuffers()).subscribe(this.body);
		}
		return this.body;
	}

	/** Discards the unread rest of the body; see {@link BodyInputStream#close()}. */
	@Override
	public void close() {
		if (this.body != null) {
			this.body.close();
		}
		else {
			this.call.cancel();
		}
	}

}
