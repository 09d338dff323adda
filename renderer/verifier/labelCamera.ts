import { codeInFrame } from './codeReader.ts';

const BETWEEN_FRAMES_MS = 120;

/** The camera, looking for a label's code. */
export type LabelCamera = {
  /** Shows what the camera sees until a label's code is read, or it is stopped. Answers the sentence for a camera that cannot be had, `null` when it runs. */
  start(): Promise<string | null>;
  stop(): void;
};

/** `onOther` hears of a code that is no label's, each text once. */
export function labelCamera(
  video: HTMLVideoElement,
  onLabel: (text: string) => void,
  onOther: (text: string) => void,
): LabelCamera {
  let stream: MediaStream | null = null;
  let timer: number | undefined;
  let told = '';
  let wanted = 0;

  function stop(): void {
    wanted += 1;
    window.clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = true;
  }

  function look(): void {
    const read = codeInFrame(video);
    if (read.found === 'label') {
      stop();
      onLabel(read.text);
      return;
    }
    if (read.found === 'other' && read.text !== told) {
      told = read.text;
      onOther(read.text);
    }
    timer = window.setTimeout(look, BETWEEN_FRAMES_MS);
  }

  return {
    async start() {
      stop();
      told = '';
      const mine = wanted;
      // Typed as always there; a page without a secure context has none.
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      if (devices?.getUserMedia === undefined)
        return 'This browser lends a page that was opened from disk no camera. Take a photograph of the label and choose that instead.';
      try {
        const video720 = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
        const given = await devices.getUserMedia({ video: video720, audio: false });
        if (mine !== wanted) {
          for (const track of given.getTracks()) track.stop();
          return null;
        }
        stream = given;
        video.srcObject = given;
        video.hidden = false;
        await video.play();
        look();
        return null;
      } catch (cause) {
        if (mine === wanted) stop();
        return sayCameraTrouble(cause instanceof DOMException ? cause.name : String(cause));
      }
    },
    stop,
  };
}

/** The errors of `getUserMedia` (W3C Media Capture and Streams, 10.2) in a sentence, with the way around. Pure. */
export function sayCameraTrouble(name: string): string {
  const instead = 'Or take a photograph of the label and choose that.';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return `The browser does not let this page use the camera. Allow it beside the address and try again. ${instead}`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No camera was found on this computer. ${instead}`;
    case 'NotReadableError':
    case 'AbortError':
      return `The camera does not answer; another program may be using it. Close that one and try again. ${instead}`;
    default:
      return `The camera cannot be used (${name}). ${instead}`;
  }
}
