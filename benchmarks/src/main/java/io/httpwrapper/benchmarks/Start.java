package io.httpwrapper.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One start of {@link StartupApplication} in a JVM of its own.
 *
 * @param millis from the JVM's start until the application was ready
 * @param cpuMillis CPU time of the JVM until then
 * @param heapKilobytes in use on the heap then, after a garbage collection
 */
record Start(double millis, double cpuMillis, double heapKilobytes) {

	private static final List<String> COMMON = List.of("--server.port=0", "--spring.main.banner-mode=off");

	/**
	 * Starts the application, and waits for its end.
	 * @param clients where its clients come from
	 * @param properties arguments for Spring Boot
	 */
	static Start of(String clients, String... properties) throws IOException {
		List<String> args = new ArrayList<>(List.of(clients));
		args.addAll(COMMON);
		args.addAll(List.of(properties));
		try (ChildJvm application = new ChildJvm(StartupApplication.class, args)) {
			String[] parts = application.readLine().split(" ");
			return new Start(Long.parseLong(parts[0]), Long.parseLong(parts[1]) / 1e6,
					Long.parseLong(parts[2]) / 1024.0);
		}
	}

}
