/**
 * What schedules and sensors share: how they are checked, kept going, and make runs.
 *
 * @module
 */
export { type AutomationActor, automationStates, type AutomationSwitch, switchAutomation } from "./control.ts";
export { type AutomationOptions, type TickPoint, tickPoints } from "./options.ts";
export { automationService, scheduleService, sensorService } from "./service.ts";
