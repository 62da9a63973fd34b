package io.httpwrapper.benchmarks;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A WebFlux application with actuator that calls two services, or none itself, and ends
 * as soon as it is ready. Prints one line: milliseconds from the JVM's start until then,
 * the JVM's CPU time in nanoseconds, and the bytes in use on the heap after a garbage
 * collection. The first argument says where the clients come from, {@code plain},
 * {@code wrapped} or {@code configured} only; the others are Spring Boot's.
 */
public final class StartupApplication {

	private StartupApplication() {
	}

	public static void main(String[] args) {
		Class<?> clients = switch (args[0]) {
			case "plain" -> PlainClients.class;
			case "wrapped" -> WrappedClients.class;
			case "configured" -> ConfiguredClients.class;
			default -> throw new IllegalArgumentException("Not plain, wrapped or configured: " + args[0]);
		};
		SpringApplication application = new SpringApplication(clients);
		application.addListeners(new Ready());
		application.run(args).close();
	}

	/**
	 * What calls the two services.
	 *
	 * @param orders calls one
	 * @param users calls the other
	 */
	record Shop(WebClient orders, WebClient users) {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class PlainClients {

		@Bean
		Shop shop(WebClient.Builder builder) {
			return new Shop(builder.clone().baseUrl("http://orders.internal").build(),
					builder.clone().baseUrl("http://users.internal").build());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WrappedClients {

		@Bean
		Shop shop(WebClient ordersWebClient, WebClient usersWebClient) {
			return new Shop(ordersWebClient, usersWebClient);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ConfiguredClients {

	}

	private static final class Ready implements ApplicationListener<ApplicationReadyEvent> {

		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
			long cpuNanos = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
			long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
			System.out.println((event.getTimestamp() - startedAt) + " " + cpuNanos + " " + heapInUse());
		}

		private static long heapInUse() {
			System.gc();
			System.gc();
			return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		}

	}

}
