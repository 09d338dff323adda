import { codeInPicture } from './codeReader.ts';
import type { GivenFile } from './givenFiles.ts';
import { labelCamera } from './labelCamera.ts';

/** The parts of the page that take a label's code by eye. */
export type ScanParts = {
  readonly camera: HTMLButtonElement;
  readonly video: HTMLVideoElement;
  readonly says: HTMLElement;
};

export type LabelScan = {
  /** Reads the pictures among given files; answers the other files. */
  takePictures(files: readonly GivenFile[]): Promise<readonly GivenFile[]>;
  /** As at the start: no camera, nothing said. */
  clear(): void;
};

const POINT = 'Point the camera at a label';
const STOP = 'Stop the camera';
const LOOKING = 'Hold the label so that its whole code is in the picture.';

/** A label's code by camera or photograph; `onLabel` gets its text. */
export function labelScan({ camera, video, says }: ScanParts, onLabel: (text: string) => void): LabelScan {
  let running = false;
  const eye = labelCamera(
    video,
    (text) => {
      settle('The code of a label was read by the camera.');
      onLabel(text);
    },
    (text) => {
      says.textContent = `That is the code of something else (${shortOf(text)}). ${LOOKING}`;
    },
  );

  function settle(sentence: string): void {
    eye.stop();
    camera.textContent = POINT;
    running = false;
    says.textContent = sentence;
  }

  async function start(): Promise<void> {
    camera.textContent = STOP;
    running = true;
    says.textContent = LOOKING;
    const trouble = await eye.start();
    if (trouble !== null) settle(trouble);
  }

  camera.addEventListener('click', () => {
    if (running) settle('');
    else void start();
  });

  return {
    async takePictures(files) {
      const pictures = files.filter(({ file }) => file.type.startsWith('image/'));
      for (const { path, file } of pictures) {
        const read = await codeInPicture(file).catch(() => null);
        if (read?.found === 'label') {
          settle(`The code of a label was read in ${path}.`);
          onLabel(read.text);
        } else settle(sayPicture(path, read === null ? null : read.found === 'other' ? read.text : ''));
      }
      return files.filter((given) => !pictures.includes(given));
    },
    clear: () => settle(''),
  };
}

/** `other`: `null` for a file that is no picture to this browser, the text of a code that is no label's, empty where there was none. */
function sayPicture(path: string, other: string | null): string {
  if (other === null) return `This browser cannot open ${path} as a picture. Give it as PNG or JPEG.`;
  if (other !== '') return `The code in ${path} is no label's (${shortOf(other)}).`;
  return `No code could be read in ${path}. Take the photograph from nearer and straight above, without glare, with the white edge around the code.`;
}

function shortOf(text: string): string {
  const visible = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return visible.length > 40 ? `${[...visible].slice(0, 40).join('')}…` : visible;
}
