package io.httpwrapper.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Reports the CPU time of the process for each operation, collector and compiler
 * included: on a busy machine the only time that means anything. Switched on with
 * {@code -prof io.httpwrapper.benchmarks.CpuTime}.
 */
public final class CpuTime implements InternalProfiler {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long beforeNanos;

	@Override
	public String getDescription() {
		return "CPU time of the process for each operation";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.beforeNanos = this.system.getProcessCpuTime();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double used = this.system.getProcessCpuTime() - this.beforeNanos;
		return List
			.of(new ScalarResult("cpu", used / result.getMetadata().getAllOps(), "ns/op", AggregationPolicy.AVG));
	}

}
