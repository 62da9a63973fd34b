package io.httpwrapper.benchmarks;

import java.io.IOException;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Answers every request at once with a small body, on a free port that it prints, until
 * its stdin closes.
 */
public final class LoopbackServer {

	private LoopbackServer() {
	}

	public static void main(String[] args) throws IOException {
		DisposableServer server = HttpServer.create()
			.host("localhost")
			.port(0)
			.handle((request, response) -> response.sendString(Mono.just("ok")))
			.bindNow();
		System.out.println(server.port());
		while (System.in.read() >= 0) {
			// whatever comes means nothing; only the end does
		}
		server.disposeNow();
	}

}
