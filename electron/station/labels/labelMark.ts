/** What a label is made of, in dots from the top left; later items print over earlier ones. */
export type LabelMark =
  | {
      readonly mark: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: Colour;
    }
  | {
      /** A stripe from bottom left to top right; `thickness` is measured along the line of print. */
      readonly mark: 'slash';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly thickness: number;
      readonly colour: Colour;
    }
  | {
      readonly mark: 'text';
      readonly x: number;
      readonly y: number;
      /** The em of the type; capitals are seven tenths of it. */
      readonly height: number;
      /** How much narrower than the type was cut, 1 for as cut. */
      readonly squeeze: number;
      readonly bold: boolean;
      /** Prints as the reverse of what is below. */
      readonly inverse: boolean;
      readonly text: string;
    }
  | {
      readonly mark: 'qr';
      readonly x: number;
      readonly y: number;
      readonly dots: number;
      readonly level: 'L' | 'M';
      readonly text: string;
    }
  | {
      readonly mark: 'code128';
      readonly x: number;
      readonly y: number;
      readonly dots: number;
      readonly height: number;
      readonly text: string;
    };
type Colour = 'black' | 'white';
