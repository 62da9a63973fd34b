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
 * A WebFlux application that calls two services and ends as soon as it is ready. Prints
 * one line: milliseconds from the JVM's start until then, and the JVM's CPU time in
 * nanoseconds. The first argument says where the clients come from, {@code plain} or
 * {@code wrapped}; the others are Spring Boot's.
 */
public final class StartupApplication {

	private StartupApplication() {
	}

	public static void main(String[] args) {
		Class<?> clients = args[0].equals("wrapped") ? WrappedClients.class : PlainClients.class;
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

	private static final class Ready implements ApplicationListener<ApplicationReadyEvent> {

		@Override
		public void onApplicationEvent(ApplicationReadyEvent event) {
			long cpuNanos = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
			long startedAt = ManagementFactory.getRuntimeMXBean().getStartTime();
			System.out.println((event.getTimestamp() - startedAt) + " " + cpuNanos);
		}

	}

}
