package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.httpwrapper.fixture.RedisServer;
import io.httpwrapper.policy.StoreUnavailableException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;

/**
 * One process' connection to a server, that comes back within 50 ms when the server does.
 */
final class RedisConnection implements RedisSource, AutoCloseable {

	private final ClientResources resources = DefaultClientResources.builder()
		.ioThreadPoolSize(2)
		.computationThreadPoolSize(2)
		.reconnectDelay(Delay.constant(Duration.ofMillis(50)))
		.build();

	private final RedisClient client;

	private final StatefulRedisConnection<byte[], byte[]> connection;

	RedisConnection(RedisServer server) {
		this.client = RedisClient.create(this.resources, RedisURI.create("127.0.0.1", server.port()));
		this.connection = this.client.connect(ByteArrayCodec.INSTANCE);
	}

	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> commands() {
		if (!this.connection.isOpen()) {
			throw new StoreUnavailableException("Redis is not connected", null);
		}
		return this.connection.async();
	}

	/** The answer to a command, as text. */
	String text(String... command) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
		Arrays.stream(command).skip(1).forEach(arguments::add);
		List<Object> answer = this.connection.sync()
			.dispatch(CommandType.valueOf(command[0]), new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), arguments);
		return answer.stream().map(RedisConnection::text).collect(Collectors.joining(","));
	}

	private static String text(Object answer) {
		return (answer instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(answer);
	}

	@Override
	public void close() {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.resources.shutdown(0, 2, TimeUnit.SECONDS);
	}

}
