package io.httpwrapper.autoconfigure.netty;

import reactor.netty.http.client.HttpClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;

/**
 * Fits Reactor Netty to the clients, where it is the engine.
 */
@AutoConfiguration
@ConditionalOnClass({ HttpClient.class, ReactorClientHttpConnectorBuilder.class })
public final class NettyAutoConfiguration {

	@Bean
	NettyTuning httpwrapperNettyTuning() {
		return new NettyTuning();
	}

}
