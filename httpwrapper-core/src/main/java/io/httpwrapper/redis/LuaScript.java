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
 * A script that Redis runs as one step.
 *
 * @param text its source, in Redis' Lua
 * @param digest what a server that has seen it knows it by
 * @param output what it returns
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
	 * Runs it.
	 * @param key what it is about; all keys that it touches lie in the same slot
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
