package io.httpwrapper.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own on this one's class path; it tells its findings a line at a time on
 * stdout, and ends by itself or when its stdin closes. Not thread-safe.
 */
final class ChildJvm implements AutoCloseable {

	private static final long END_SECONDS = 30;

	private final Process process;

	private final BufferedReader lines;

	/**
	 * Starts the JVM.
	 * @param main the class whose {@code main} it runs
	 * @param args the arguments of {@code main}
	 */
	ChildJvm(Class<?> main, List<String> args) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(args);
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.lines = this.process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Waits for the next line.
	 * @throws IllegalStateException if the JVM ended without one
	 */
	String readLine() throws IOException {
		String line = this.lines.readLine();
		if (line == null) {
			throw new IllegalStateException("The child JVM ended too early; see its output above.");
		}
		return line;
	}

	/** Closes the JVM's stdin and waits for its end; kills it if that does not come. */
	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			if (!this.process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		this.lines.close();
	}

}
