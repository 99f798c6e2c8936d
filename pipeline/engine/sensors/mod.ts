/**
 * Jobs that run when something happens: an evaluation looks at the world and at what it remembers, and says what is to run;
 * cursor, tick and runs are recorded in one transaction, and only when no other evaluation came in between.
 *
 * @module
 */
export { isSensorDue, sensorPause } from "./due.ts";
export { SensorEvaluator } from "./evaluator.ts";
export { fileSensor, type FileSensorSpec } from "./file_sensor.ts";
export { runSensor, type RunSensorSpec } from "./run_sensor.ts";
export {
  defineSensor,
  type RunWish,
  type Sensor,
  type SensorContext,
  type SensorResult,
  type SensorSpec,
} from "./sensor.ts";
