package io.httpwrapper.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ServerSocketFactory;

/**
 * A server that answers each request head with raw text, in pieces that are flushed one
 * by one.
 */
public final class RawServer implements AutoCloseable {

	/** A piece that ends the connection. */
	public static final String CLOSE = "close";

	/** A piece that ends the connection by a TCP reset. */
	public static final String RESET = "reset";

	private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

	private final ServerSocket socket;

	private final BiFunction<Integer, String, List<String>> replies;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final AtomicInteger connections = new AtomicInteger();

	/**
	 * @param replies the pieces of the reply to each request, counted from 0
	 */
	public RawServer(IntFunction<List<String>> replies) {
		this((request, head) -> replies.apply(request));
	}

	/**
	 * @param replies the pieces of the reply to each request, by its number and its head
	 */
	public RawServer(BiFunction<Integer, String, List<String>> replies) {
		this(replies, ServerSocketFactory.getDefault());
	}

	/**
	 * @param sockets makes the server's socket, such as one for TLS
	 */
	public RawServer(BiFunction<Integer, String, List<String>> replies, ServerSocketFactory sockets) {
		try {
			this.socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.replies = replies;
		start(this::accept);
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "raw-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.socket.accept();
				this.connections.incrementAndGet();
				start(() -> serve(connection));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(Socket connection) {
		try (connection;
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
			connection.setTcpNoDelay(true);
			for (String head = head(reader); head != null; head = head(reader)) {
				this.requests.add(head);
				for (String piece : this.replies.apply(this.requests.size() - 1, head)) {
					if (piece.equals(CLOSE) || piece.equals(RESET)) {
						connection.setSoLinger(piece.equals(RESET), 0);
						return;
					}
					connection.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
					connection.getOutputStream().flush();
				}
			}
		}
		catch (IOException ex) {
			// the client left
		}
		finally {
			this.ended.countDown();
		}
	}

	private static String head(BufferedReader reader) throws IOException {
		StringBuilder head = new StringBuilder();
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			if (line.isEmpty()) {
				return head + body(reader, head.toString());
			}
			head.append(line).append('\n');
		}
		return null;
	}

	private static String body(BufferedReader reader, String head) throws IOException {
		Matcher length = LENGTH.matcher(head);
		char[] body = new char[length.find() ? Integer.parseInt(length.group(1)) : 0];
		for (int read = 0; read < body.length;) {
			read += Math.max(0, reader.read(body, read, body.length - read));
		}
		return (body.length > 0) ? "\n" + new String(body) : "";
	}

	/** The heads received, a line each field, with bodies whose length is told. */
	public List<String> requests() {
		return this.requests;
	}

	public int connections() {
		return this.connections.get();
	}

	/** Whether the first connection to end does so in time. */
	public boolean awaitConnectionEnd(Duration patience) throws InterruptedException {
		return this.ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	/** The server under another host name. */
	public String url(String host) {
		return "http://" + host + ":" + this.socket.getLocalPort();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
