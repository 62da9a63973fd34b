package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.httpwrapper.cache.CacheStatistics;
import io.httpwrapper.cache.CacheStore;
import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoreKey;
import io.httpwrapper.cache.StoreTerms;
import io.httpwrapper.cache.StoredResponse;
import io.httpwrapper.cache.StoredVariants;
import io.httpwrapper.policy.StoreUnavailableException;
import io.httpwrapper.timing.TimeAndChance;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps responses in Redis, for all processes that use the same prefix and client name.
 * Responses expire when they can no longer be used. Redis itself limits the memory: set
 * {@code maxmemory} and a policy that evicts.
 * <p>
 * A circuit limits the cost of a Redis that is unavailable, slow or full. Each client has
 * its own store and its own statistics. Thread-safe; never blocks. Needs Redis 5.
 */
public final class RedisCacheStore implements CacheStore {

	/** How many responses one script deletes. Redis does nothing else meanwhile. */
	static final int BATCH = 200;

	private static final Duration LONGEST = Duration.ofDays(366);

	private static final byte[] NOTHING = {};

	/** The counter of deletions that do not belong to a single URI. */
	private static final byte[] SWEEPS = CacheShard.bytes("s");

	private final String client;

	private final String prefix;

	private final RedisSource redis;

	private final StoreCircuit circuit;

	private final Scheduler scheduler;

	/**
	 * Creates a store, without any request to Redis.
	 * @param client name of the client
	 * @param prefix the prefix of all keys; without <code>{</code>
	 * @param redis the connection
	 * @param circuit the circuit for this client and this use
	 * @param time its scheduler compresses responses
	 */
	public RedisCacheStore(String client, String prefix, RedisSource redis, StoreCircuit circuit, TimeAndChance time) {
		this.client = client;
		this.prefix = CacheShard.checked(prefix);
		this.redis = redis;
		this.circuit = circuit;
		this.scheduler = time.scheduler();
	}

	@Override
	public CompletionStage<StoredVariants> get(StoreKey key) {
		CacheShard shard = shard(key.client(), key.uri());
		byte[] record = shard.record(name(key));
		return ask(() -> {
			RedisClusterAsyncCommands<byte[], byte[]> commands = this.redis.commands();
			// read first, so that every later deletion is noticed
			CompletionStage<Long> generation = commands.hmget(shard.meta(), SWEEPS, CacheShard.stripe(key.uri()))
				.thenApply(RedisCacheStore::generation);
			return commands.hgetall(record).thenCombine(generation, Found::new);
		}).thenApply(Found::variants);
	}

	private static long generation(List<KeyValue<byte[], byte[]>> counters) {
		return counters.stream()
			.filter(KeyValue::hasValue)
			.mapToLong((counter) -> Long.parseLong(text(counter.getValue())))
			.sum();
	}

	@Override
	public CompletionStage<Boolean> change(StoreKey key, StoreChange change, StoreTerms terms) {
		if (change.put().stream().noneMatch(StoredResponseCodec::isCompressible)) {
			return change(key, arguments(key, change, terms));
		}
		// the storing thread is an event loop, and must not wait for the compression
		return CompletableFuture.supplyAsync(() -> arguments(key, change, terms), this.scheduler::schedule)
			.thenCompose((arguments) -> change(key, arguments));
	}

	private CompletionStage<Boolean> change(StoreKey key, byte[][] arguments) {
		byte[] shard = shard(key.client(), key.uri()).key();
		return ask(() -> CacheScripts.CHANGE.<Long>run(this.redis.commands(), shard, arguments)
			.exceptionallyCompose(RedisCacheStore::unlessFull)).thenApply((made) -> made == 1);
	}

	/** A full Redis has not failed. */
	private static CompletionStage<Long> unlessFull(Throwable error) {
		boolean full = String.valueOf(error.getMessage()).contains("OOM command not allowed");
		return full ? CompletableFuture.completedStage(0L) : CompletableFuture.failedStage(error);
	}

	private static byte[][] arguments(StoreKey key, StoreChange change, StoreTerms terms) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(CacheShard.stripe(key.uri()));
		arguments.add(CacheShard.bytes(String.valueOf(terms.generation())));
		arguments.add(CacheShard.bytes(String.valueOf(terms.maxVariants())));
		arguments.add(CacheShard.bytes(String.valueOf(millis(terms.keep()))));
		arguments.add(CacheShard.bytes(name(key)));
		arguments.add(CacheShard.bytes(terms.tags().isEmpty() ? "" : "\n" + String.join("\n", terms.tags()) + "\n"));
		arguments.add(CacheShard.bytes(String.valueOf(change.remove().size())));
		for (StoredResponse response : change.remove()) {
			arguments.add(CacheShard.bytes(VariantId.of(response)));
			arguments.add(CacheShard.bytes(VariantId.stamp(response)));
		}
		for (StoredResponse response : change.put()) {
			String id = VariantId.of(response);
			arguments.add(CacheShard.bytes(id));
			arguments.add(CacheShard.bytes(VariantId.stamp(response)));
			arguments.add(CacheShard.bytes(id.equals(VariantId.ALL) ? "1" : "0"));
			arguments.add(StoredResponseCodec.encode(response));
		}
		return arguments.toArray(byte[][]::new);
	}

	private static long millis(Duration keep) {
		return (keep.compareTo(LONGEST) < 0) ? Math.max(1, keep.toMillis()) : LONGEST.toMillis();
	}

	@Override
	public CompletionStage<Long> delete(String client, String uri) {
		return delete(shard(client, uri), CacheScripts.DELETE, CacheShard.stripe(uri),
				CacheShard.bytes("[" + uri + " "), CacheShard.bytes("(" + uri + "!"), number(BATCH),
				CacheShard.bytes(uri + " "));
	}

	@Override
	public CompletionStage<Long> deleteByPrefix(String client, String prefix) {
		byte[] from = CacheShard.bytes(prefix.isEmpty() ? "-" : "[" + prefix);
		return inAll(client,
				(shard) -> delete(shard, CacheScripts.DELETE, SWEEPS, from,
						prefix.isEmpty() ? CacheShard.bytes("+") : behind(prefix), number(BATCH), NOTHING))
			.thenApply(RedisCacheStore::sum);
	}

	/** The end of a range of keys. UTF-8 never contains the byte 255. */
	private static byte[] behind(String prefix) {
		byte[] bytes = CacheShard.bytes("(" + prefix + " ");
		bytes[bytes.length - 1] = (byte) 0xFF;
		return bytes;
	}

	@Override
	public CompletionStage<Long> deleteByTag(String client, String tag) {
		return inAll(client,
				(shard) -> delete(shard, CacheScripts.DELETE_TAGGED, SWEEPS, CacheShard.bytes(tag), number(BATCH)))
			.thenApply(RedisCacheStore::sum);
	}

	/** Deletes in batches, until a batch is not full. */
	private CompletionStage<Long> delete(CacheShard shard, LuaScript script, byte[]... arguments) {
		// even while Redis is not asked otherwise, because a response that is not deleted
		// would be served
		return this.circuit.<List<Long>>ask(() -> script.run(this.redis.commands(), shard.key(), arguments))
			.exceptionallyCompose(RedisCacheStore::told)
			.thenCompose((found) -> {
				if (found.get(0) < BATCH) {
					return CompletableFuture.completedStage(found.get(1));
				}
				byte[][] further = arguments.clone();
				further[0] = NOTHING;
				return delete(shard, script, further).thenApply((deleted) -> deleted + found.get(1));
			});
	}

	@Override
	public CompletionStage<List<String>> uris(String client, int limit) {
		return inAll(client,
				(shard) -> this
					.<List<byte[]>>ask(() -> CacheScripts.LIST.run(this.redis.commands(), shard.key(), number(limit))))
			.thenApply((all) -> all.stream()
				.flatMap(List::stream)
				.map(RedisCacheStore::uri)
				.distinct()
				.limit(limit)
				.toList());
	}

	private static String uri(byte[] member) {
		String text = text(member);
		return text.substring(0, text.indexOf(' '));
	}

	@Override
	public CompletionStage<CacheStatistics> statistics() {
		return inAll(this.client,
				(shard) -> this.<List<Long>>ask(() -> CacheScripts.COUNT.run(this.redis.commands(), shard.key())))
			.thenApply((all) -> new CacheStatistics(sum(all.stream().map((counts) -> counts.get(0)).toList()),
					sum(all.stream().map((counts) -> counts.get(1)).toList()), CacheStatistics.UNKNOWN.evictions()));
	}

	/** Queries all shards of a client at once. */
	private <T> CompletionStage<List<T>> inAll(String client, Function<CacheShard, CompletionStage<T>> question) {
		List<CompletableFuture<T>> answers = CacheShard.all(this.prefix, client)
			.stream()
			.map((shard) -> question.apply(shard).toCompletableFuture())
			.toList();
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
			.thenApply((done) -> answers.stream().map(CompletableFuture::join).toList());
	}

	private <T> CompletionStage<T> ask(Supplier<? extends CompletionStage<T>> question) {
		CompletableFuture<T> answer = this.circuit.tryAsk(question);
		return (answer != null) ? answer.exceptionallyCompose(RedisCacheStore::told)
				: CompletableFuture.failedStage(NotAsked.ERROR);
	}

	/** A failure that the circuit has already reported. */
	private static <T> CompletionStage<T> told(Throwable error) {
		return CompletableFuture.failedStage(new StoreUnavailableException("Redis failed: " + error, error));
	}

	private CacheShard shard(String client, String uri) {
		return CacheShard.of(this.prefix, client, uri);
	}

	/** The name of a key. Neither a URI nor a hash contains a blank. */
	private static String name(StoreKey key) {
		return key.uri() + " " + key.user();
	}

	private static long sum(List<Long> numbers) {
		return numbers.stream().mapToLong(Long::longValue).sum();
	}

	private static byte[] number(int number) {
		return CacheShard.bytes(String.valueOf(number));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "RedisCacheStore of client '" + this.client + "'";
	}

	/**
	 * The answer of Redis. It is decoded on another thread than that of the Redis
	 * connection.
	 */
	private record Found(Map<byte[], byte[]> fields, long generation) {

		StoredVariants variants() {
			List<StoredResponse> responses = this.fields.entrySet()
				.stream()
				.filter((field) -> field.getKey().length > 0 && field.getKey()[0] == 'b')
				.flatMap((field) -> Stream.ofNullable(StoredResponseCodec.decode(field.getValue())))
				.sorted(Comparator.comparing(StoredResponse::receivedAt).reversed())
				.toList();
			return new StoredVariants(responses, this.generation);
		}

	}

}
