package io.httpwrapper.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.AsyncCommandExecutor;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.remote.CommandResult;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.remote.RemoteCommand;
import io.github.bucket4j.distributed.remote.RemoteVerboseResult;
import io.github.bucket4j.distributed.remote.Request;
import io.github.bucket4j.distributed.remote.commands.AddTokensCommand;
import io.github.bucket4j.distributed.remote.commands.CreateInitialStateAndExecuteCommand;
import io.github.bucket4j.distributed.remote.commands.ReserveAndCalculateTimeToSleepCommand;
import io.github.bucket4j.distributed.remote.commands.VerboseCommand;
import io.github.bucket4j.distributed.versioning.Versions;
import io.github.bucket4j.redis.lettuce.cas.LettuceBasedProxyManager;
import io.httpwrapper.policy.RateLimitAnswer;
import org.jspecify.annotations.Nullable;

/**
 * One bucket in Redis. It uses the commands on which Bucket4j's own proxies are built.
 * The proxies themselves are not suitable: they wait until a reservation is due before
 * they answer, and they access a new bucket twice.
 * <p>
 * Only one command is under way at a time. Commands that arrive meanwhile are combined
 * into the next one. So the callers of one process do not break each other's
 * compare-and-set.
 */
final class RedisBucket {

	private final LettuceBasedProxyManager<byte[]> buckets;

	private final byte[] key;

	private final BucketConfiguration configuration;

	private final AsyncCommandExecutor batches;

	private volatile long tokens;

	RedisBucket(LettuceBasedProxyManager<byte[]> buckets, byte[] key, BucketConfiguration configuration) {
		this.buckets = buckets;
		this.key = key;
		this.configuration = configuration;
		this.batches = Optimizations.batching().apply(new Single());
	}

	/** The tokens, as last known. */
	long tokens() {
		return this.tokens;
	}

	CompletionStage<RateLimitAnswer> reserve(long maxWaitNanos) {
		return execute(new ReserveAndCalculateTimeToSleepCommand(1, maxWaitNanos)).thenApply(this::answer);
	}

	CompletionStage<@Nullable Void> giveBack() {
		return execute(new AddTokensCommand(1)).thenAccept((result) -> remember(result.getState()));
	}

	private RateLimitAnswer answer(RemoteVerboseResult<Long> result) {
		RemoteBucketState state = remember(result.getState());
		long nanos = result.getValue();
		return (nanos != Long.MAX_VALUE) ? RateLimitAnswer.after(nanos) : RateLimitAnswer
			.refused(state.calculateDelayNanosAfterWillBePossibleToConsume(1, result.getOperationTimeNanos(), false));
	}

	private RemoteBucketState remember(RemoteBucketState state) {
		this.tokens = state.getAvailableTokens();
		return state;
	}

	/** Runs a command on the stored state, or on a full bucket if there is no state. */
	private <T> CompletableFuture<RemoteVerboseResult<T>> execute(RemoteCommand<T> command) {
		return this.batches
			.executeAsync(new CreateInitialStateAndExecuteCommand<>(this.configuration, VerboseCommand.from(command)))
			.thenApply(CommandResult::getData);
	}

	/**
	 * Sends one command. Must not throw, because the queue of commands would stop for
	 * ever.
	 */
	private final class Single implements AsyncCommandExecutor {

		@Override
		public <T> CompletableFuture<CommandResult<T>> executeAsync(RemoteCommand<T> command) {
			try {
				// the clock and the time to live come from the manager of the buckets
				return RedisBucket.this.buckets.executeAsync(RedisBucket.this.key,
						new Request<>(command, Versions.getLatest(), null, null));
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

	}

}
