package io.httpwrapper.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback interface that does byte by byte what a script says, a script
 * for each connection. Serves on threads of its own, which may block.
 */
final class RawServer implements AutoCloseable {

	private final ServerSocket socket;

	private final Script[] scripts;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> open = new CopyOnWriteArrayList<>();

	private final AtomicInteger connections = new AtomicInteger();

	private final CountDownLatch clientLeft = new CountDownLatch(1);

	/**
	 * @param scripts for the first connection, the second, and so on; the last one also
	 * for all that follow
	 */
	RawServer(Script... scripts) {
		this.scripts = scripts.clone();
		try {
			this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * The address of a port that nobody listens on.
	 */
	static String nobody() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return "http://localhost:" + socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
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
				int number = this.connections.getAndIncrement();
				this.open.add(connection);
				start(() -> serve(connection, this.scripts[Math.min(number, this.scripts.length - 1)]));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void serve(Socket connection, Script script) {
		try (connection) {
			connection.setTcpNoDelay(true);
			script.play(new Peer(connection));
		}
		catch (IOException | InterruptedException ex) {
			this.clientLeft.countDown();
		}
		finally {
			this.open.remove(connection);
		}
	}

	String url() {
		return "http://localhost:" + this.socket.getLocalPort();
	}

	/** The request heads received, in lower case, a line for each field. */
	List<String> requests() {
		return this.requests;
	}

	int connections() {
		return this.connections.get();
	}

	/** Waits for a script to notice that its client has closed the connection. */
	boolean awaitClientLeft() throws InterruptedException {
		return this.clientLeft.await(WireClient.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket connection : this.open) {
			connection.close();
		}
	}

	/** What is done with a connection; it is closed when the script returns. */
	@FunctionalInterface
	interface Script {

		void play(Peer peer) throws IOException, InterruptedException;

	}

	/**
	 * The server's end of a connection.
	 */
	final class Peer {

		private final Socket connection;

		private final InputStream in;

		Peer(Socket connection) throws IOException {
			this.connection = connection;
			this.in = new BufferedInputStream(connection.getInputStream());
		}

		/**
		 * Reads a request with its body.
		 * @return false if the client has closed the connection instead of sending one
		 */
		boolean receives() throws IOException {
			String head = head();
			if (head != null) {
				this.in.readNBytes(contentLength(head));
				RawServer.this.requests.add(head);
			}
			return head != null;
		}

		/** Reads the head of a request; its body is left to {@link #reads}. */
		void receivesHead() throws IOException {
			String head = head();
			if (head != null) {
				RawServer.this.requests.add(head);
			}
		}

		/** Reads so many bytes of a body, or all that there are. */
		void reads(int count) throws IOException {
			this.in.readNBytes(count);
		}

		private @Nullable String head() throws IOException {
			StringBuilder head = new StringBuilder();
			for (String line = line(); !line.isEmpty(); line = line()) {
				if (line.equals("\0")) {
					return null;
				}
				head.append(line.toLowerCase(Locale.ROOT)).append('\n');
			}
			return head.toString();
		}

		private String line() throws IOException {
			StringBuilder line = new StringBuilder();
			for (int read = this.in.read(); read != '\n'; read = this.in.read()) {
				if (read < 0) {
					return "\0";
				}
				if (read != '\r') {
					line.append((char) read);
				}
			}
			return line.toString();
		}

		private static int contentLength(String head) {
			return head.lines()
				.filter((line) -> line.startsWith("content-length:"))
				.mapToInt((line) -> Integer.parseInt(line.substring("content-length:".length()).strip()))
				.findFirst()
				.orElse(0);
		}

		void sends(String text) throws IOException {
			this.connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
			this.connection.getOutputStream().flush();
		}

		/** Answers all requests of the connection in this way. */
		void answers(String response) throws IOException {
			while (receives()) {
				sends(response);
			}
		}

		/** Closes the connection by a reset. */
		void resets() throws IOException {
			this.connection.setSoLinger(true, 0);
			this.connection.close();
		}

		/** Ends the server's half; the client's stays open. */
		void sendsNoMore() throws IOException {
			this.connection.shutdownOutput();
		}

		/** Waits for the client to close the connection. */
		void awaitsEnd() throws IOException {
			while (this.in.read() >= 0) {
				continue;
			}
			RawServer.this.clientLeft.countDown();
		}

		/** Sends a byte at a time until the client closes the connection. */
		void drips() throws IOException {
			this.connection.setSoTimeout(20);
			while (true) {
				sends("x");
				try {
					if (this.in.read() < 0) {
						RawServer.this.clientLeft.countDown();
						return;
					}
				}
				catch (SocketTimeoutException ex) {
					// still there
				}
			}
		}

	}

}
