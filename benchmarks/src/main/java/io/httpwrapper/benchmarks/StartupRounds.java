package io.httpwrapper.benchmarks;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/**
 * What the starter adds to the start of an application: {@link StartupApplication} in a
 * JVM of its own, by turns with plain clients, our auto-configurations excluded, and with
 * two wrapped ones. The class path is the same, so what longer scanning of it costs is in
 * neither.
 *
 * <p>
 * Argument, optional: starts of each (10).
 */
public final class StartupRounds {

	private final Comparison ready = new Comparison("JVM start to ready, ms", "plain", "wrapped");

	private final Comparison cpu = new Comparison("CPU until ready, ms", "plain", "wrapped");

	private StartupRounds() {
	}

	public static void main(String[] args) throws IOException {
		new StartupRounds().run((args.length > 0) ? Integer.parseInt(args[0]) : 10);
	}

	private void run(int rounds) throws IOException {
		startPlain(); // reads the class path from disk, which later ones find in memory
		startWrapped();
		for (int round = 0; round < rounds; round++) {
			boolean plainFirst = round % 2 == 0;
			Start first = plainFirst ? startPlain() : startWrapped();
			Start second = plainFirst ? startWrapped() : startPlain();
			add(plainFirst ? first : second, plainFirst ? second : first);
		}
		System.out.printf("%d starts of each%n%n", rounds);
		System.out.println(this.ready.table("at most 1.15"));
		System.out.print(this.cpu.table("none; less noise than in the time"));
	}

	private void add(Start plain, Start wrapped) {
		this.ready.add(plain.millis(), wrapped.millis());
		this.cpu.add(plain.cpuMillis(), wrapped.cpuMillis());
	}

	private static Start startPlain() throws IOException {
		return Start.of("plain", "--spring.autoconfigure.exclude=" + ourAutoConfigurations());
	}

	private static Start startWrapped() throws IOException {
		return Start.of("wrapped", "--httpwrapper.clients.orders.base-url=http://orders.internal",
				"--httpwrapper.clients.users.base-url=http://users.internal");
	}

	private static String ourAutoConfigurations() {
		ImportCandidates all = ImportCandidates.load(AutoConfiguration.class, StartupRounds.class.getClassLoader());
		return StreamSupport.stream(all.spliterator(), false)
			.filter((name) -> name.startsWith("io.httpwrapper."))
			.collect(Collectors.joining(","));
	}

}
