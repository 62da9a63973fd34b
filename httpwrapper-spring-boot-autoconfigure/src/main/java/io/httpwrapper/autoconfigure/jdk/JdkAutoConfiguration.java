package io.httpwrapper.autoconfigure.jdk;

import java.net.http.HttpClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the engine for the JDK's client. */
@AutoConfiguration
@ConditionalOnClass(HttpClient.class)
public final class JdkAutoConfiguration {

	@Bean
	JdkEngine httpwrapperJdkEngine() {
		return new JdkEngine();
	}

}
