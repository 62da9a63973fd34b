package io.httpwrapper.test;

import java.util.Random;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.plugin.ClientWire;
import io.httpwrapper.timing.TimeAndChance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.http.codec.CodecCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

/**
 * The beans behind {@link AutoConfigureHttpWrapperTest}.
 */
@AutoConfiguration
public final class HttpWrapperTestAutoConfiguration {

	@Bean(destroyMethod = "close")
	TestTime httpwrapperTestTime() {
		return new TestTime();
	}

	@Bean
	@Primary
	TimeAndChance httpwrapperTestTimeAndChance(TestTime time) {
		// seeded: the same jitter in each run
		return TimeAndChance.driven(time::nanoTime, time, new Random(42), time.scheduler(), time.deadlines());
	}

	@Bean
	Upstreams httpwrapperUpstreams(TestTime time, ObjectProvider<ClientRegistry> clients,
			ObjectProvider<CodecCustomizer> codecs) {
		ExchangeStrategies strategies = ExchangeStrategies.builder()
			.codecs((configurer) -> codecs.orderedStream().forEach((customizer) -> customizer.customize(configurer)))
			.build();
		return new Upstreams(time.scheduler(), strategies, clients::getObject);
	}

	@Bean
	@Primary
	ClientWire httpwrapperScriptedWire(Upstreams upstreams) {
		return upstreams::send;
	}

	@Bean
	ClientRecordings httpwrapperRecordings(ClientRegistry clients) {
		return new ClientRecordings(clients);
	}

}
