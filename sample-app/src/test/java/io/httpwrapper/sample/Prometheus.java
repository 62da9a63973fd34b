package io.httpwrapper.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus, from the PATH (Debian: package {@code prometheus}), that scrapes the
 * application five times a second.
 */
final class Prometheus implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final Process process;

	private final int port;

	private final HttpClient http = HttpClient.newHttpClient();

	private Prometheus(Process process, int port) {
		this.process = process;
		this.port = port;
	}

	/**
	 * Starts one, which is ready when this returns.
	 * @param directory for its configuration and data
	 * @param target port of the application on this machine
	 * @param rules a file of rules
	 */
	static Prometheus start(Path directory, int target, Path rules) throws IOException {
		String binary = required("prometheus");
		Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
				global: {scrape_interval: 200ms, evaluation_interval: 200ms, scrape_timeout: 200ms}
				rule_files: ['%s']
				scrape_configs:
				  - job_name: sample-app
				    metrics_path: /actuator/prometheus
				    static_configs: [{targets: ['127.0.0.1:%d']}]
				""".formatted(rules.toAbsolutePath(), target));
		int port = freePort();
		Process process = new ProcessBuilder(binary, "--config.file=" + configuration,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.start();
		BufferedReader log = process.inputReader();
		List<String> told = new ArrayList<>();
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			told.add(line);
			if (line.contains("Server is ready to receive web requests")) {
				swallow(log);
				return new Prometheus(process, port);
			}
		}
		throw new IOException("Prometheus has ended: " + told);
	}

	/** Or it would stop when the pipe is full. */
	private static void swallow(BufferedReader log) {
		Thread reader = new Thread(() -> log.lines().forEach((line) -> {
		}), "prometheus-log");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * What a program that comes with Prometheus says.
	 * @return its exit code and output
	 */
	static Result run(String program, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(required(program)));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
			.lines()
			.reduce("", (text, line) -> text + line + "\n");
		return new Result(process.waitFor(), output);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Where there is none, the test is left out, loudly; but it fails where it must not
	 * be left out: {@code CI} or {@code PROMETHEUS_TESTS=required} in the environment.
	 */
	private static String required(String program) {
		Optional<Path> found = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst();
		if (found.isEmpty()) {
			String missing = "NO PROMETHEUS: queries and rules are NOT tried. Put " + program
					+ " on the PATH (Debian: apt-get install prometheus).";
			System.err.println("\n!!! " + missing + " !!!\n");
			if (System.getenv("CI") != null || "required".equals(System.getenv("PROMETHEUS_TESTS"))) {
				throw new IllegalStateException(missing);
			}
			Assumptions.abort(missing);
		}
		return found.orElseThrow().toString();
	}

	/**
	 * The answer to a query: {@code status}, {@code error} and {@code data.result}.
	 */
	JsonNode query(String expression) {
		return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
	}

	JsonNode get(String path) {
		try {
			return JSON.readTree(
					this.http
						.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build(),
								HttpResponse.BodyHandlers.ofString())
						.body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

	record Result(int code, String output) {
	}

}
