package io.httpwrapper.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * A script that Redis runs atomically.
 *
 * @param text its source, in the Lua of Redis
 * @param digest the digest by which a server finds a script that it has run before
 * @param output the type of its result
 */
record LuaScript(String text, String digest, ScriptOutputType output) {

	static LuaScript of(ScriptOutputType output, String... parts) {
		String text = String.join("", parts);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return new LuaScript(text, HexFormat.of().formatHex(digest), output);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-1", ex);
		}
	}

	/**
	 * Runs the script.
	 * @param key the first key; all keys that the script uses are in its slot
	 */
	<T> CompletionStage<T> run(RedisClusterAsyncCommands<byte[], byte[]> redis, byte[] key, byte[]... arguments) {
		byte[][] keys = { key };
		return redis.<T>evalsha(this.digest, this.output, keys, arguments)
			.exceptionallyCompose((error) -> isUnknown(error) ? redis.eval(this.text, this.output, keys, arguments)
					: CompletableFuture.failedStage(error));
	}

	private static boolean isUnknown(Throwable error) {
		return error instanceof RedisNoScriptException
				|| (error instanceof CompletionException && error.getCause() instanceof RedisNoScriptException);
	}

}
