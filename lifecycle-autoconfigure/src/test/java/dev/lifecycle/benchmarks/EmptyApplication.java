package dev.lifecycle.benchmarks;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;

/**
 * A web application without services. Prints the time from the start of the JVM until it
 * is ready, and the processor time used up to then, in milliseconds.
 *
 * @since 0.1.0
 */
@EnableAutoConfiguration
@SpringBootConfiguration(proxyBeanMethods = false)
public class EmptyApplication {

	/**
	 * Run the application.
	 * @param args the command line
	 */
	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(EmptyApplication.class);
		application.addListeners((event) -> {
			if (event instanceof ApplicationReadyEvent) {
				long elapsed = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
				long processor = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
					.getProcessCpuTime();
				System.out.println(EmptyApplicationBenchmark.MARKER + elapsed + " " + processor / 1e6);
			}
		});
		application.run(args).close();
	}

}
